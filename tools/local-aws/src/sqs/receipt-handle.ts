import { receiptHandleInvalid } from './sqs-errors.js';

/** Names one receive of one message. */
export interface Receipt {
  readonly messageId: string;
  /** The message's receive count at that receive. */
  readonly receiveCount: number;
}

export const receiptHandle = (queueId: string, messageId: string, receiveCount: number): string =>
  Buffer.from(`${queueId} ${messageId} ${receiveCount}`).toString('base64');

/** Throws `ReceiptHandleIsInvalid` for what is no handle of this queue. */
export function readReceiptHandle(queueId: string, handle: string): Receipt {
  const [ofQueue, messageId, count] = Buffer.from(handle, 'base64').toString('latin1').split(' ');
  if (ofQueue !== queueId || messageId === undefined || !/^\d+$/.test(count ?? ''))
    throw receiptHandleInvalid(handle);
  return { messageId, receiveCount: Number(count) };
}
