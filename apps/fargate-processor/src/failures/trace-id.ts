import type { ReceivedMessage } from '@sluice/message-queue';
import { deadLetterAttributes } from '@sluice/message-schemas';

/** Leads through the logs of everything that had to do with a message; its own id where nobody gave it one. */
export const traceIdOf = ({ attributes, messageId }: ReceivedMessage): string =>
  attributes[deadLetterAttributes.traceId] ?? messageId;
