import { receiptHandleInvalid } from './sqs-errors.js';

/** Names one receive of one delivery of a message. */
export interface Receipt {
  readonly deliveryId: string;
  /** The message's receive count at that receive. */
  readonly receiveCount: number;
}

export const receiptHandle = (queueId: string, deliveryId: string, receiveCount: number): string =>
  Buffer.from(`${queueId} ${deliveryId} ${receiveCount}`).toString('base64');

/** Throws `ReceiptHandleIsInvalid` for what is no handle of this queue. */
export function readReceiptHandle(queueId: string, handle: string): Receipt {
  const [ofQueue, deliveryId, count] = Buffer.from(handle, 'base64').toString('latin1').split(' ');
  if (ofQueue !== queueId || deliveryId === undefined || !/^\d+$/.test(count ?? ''))
    throw receiptHandleInvalid(handle);
  return { deliveryId, receiveCount: Number(count) };
}
