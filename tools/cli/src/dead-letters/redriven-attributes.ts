import { deadLetterAttributes, type MessageAttributes } from '@sluice/message-schemas';

/** SQS takes no more of a message. */
const mostAttributes = 10;

/**
 * Attributes of a dead letter that goes back to its lane: its own, as a move task would leave them. The processor knows by
 * the count of redrives that a message came back, and adds one should it give it up again: what SQS dead-lettered itself
 * has none, and is given it.
 */
export const redrivenAttributes = (attributes: MessageAttributes): Record<string, string> =>
  Object.keys(attributes).length < mostAttributes
    ? { [deadLetterAttributes.redrives]: '0', ...attributes }
    : { ...attributes };
