import type { StreamRecord } from '@sluice/stream-transform';

/**
 * How far a record's arrival time may lie from the place where it stands. Kinesis promises neither accuracy nor that
 * the times ascend within a shard, so reading begins this much before `from` and goes on this much beyond `to`.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html
 */
export const arrivalSlackMs = 60_000;

/** How long after `to` the tip is waited for: what was taken before is readable by then. */
export const tipSlackMs = 5_000;

/**
 * Whether nothing that arrived until `toMs` can follow these records. An answer without any says nothing unless it is at
 * the tip: Kinesis gives empty ones on its way through parts of a shard that hold nothing.
 * @param nowMs not later than the answer
 */
export function isPast(
  toMs: number,
  records: readonly StreamRecord[],
  millisBehindLatest: number,
  nowMs: number,
): boolean {
  if (millisBehindLatest === 0 && nowMs > toMs + tipSlackMs) return true;
  return records.length > 0 && records.every(({ arrivedAtMs }) => arrivedAtMs > toMs + arrivalSlackMs);
}
