import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import type { BatchGatherer } from './batch-gatherer.js';
import { failedFrom } from './batch-outcome.js';
import type { EventSourceMapping } from './event-source-mapping-config.js';
import type { DiscardedBatch } from './failure-destination.js';
import type { InvocationResult } from './function-config.js';
import type { Gate } from './gate.js';
import { eventOf, MAX_EVENT_BYTES, type RenderedRecord } from './kinesis-event.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface LaneParts {
  readonly instance: Instance;
  readonly mapping: EventSourceMapping;
  readonly batches: BatchGatherer;
  readonly signal: AbortSignal;
  /** Nothing is invoked while it is closed. */
  readonly gate: Gate;
  /** Throws `AwsError` where the function cannot be invoked at all. */
  invoke(event: string): Promise<InvocationResult>;
  /** Told for each batch that is handed over: how old its last record is. */
  onAge(milliseconds: number): void;
  /** What the mapping shows of its last attempt. */
  onResult(text: string): void;
  discard(batch: Discarded): Promise<void>;
}

type Discarded = Pick<DiscardedBatch, 'records' | 'condition' | 'invokeCount' | 'result' | 'atMs'>;

/** A batch, or what is left of one, and what it has been through. */
interface Piece {
  readonly records: readonly RenderedRecord[];
  /** Used up of `maximumRetryAttempts`. */
  readonly attempts: number;
  readonly invocations: number;
}

/** What an attempt came to: records that failed from some position on, or none of them even reached the function. */
type Attempt =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly from: number; readonly result: InvocationResult | undefined }
  | { readonly kind: 'not-invoked' };

/**
 * Brings batches to the function one after the other, until the shard has no more; nothing overtakes a failure. A
 * delivery fault may bring one late, or twice as after a lost checkpoint, but never out of order.
 */
export async function runLane(parts: LaneParts): Promise<void> {
  const { batches, instance, mapping, signal } = parts;
  for (;;) {
    const records = await batches.next();
    if (records.length === 0) return;
    const delivery = { service: 'lambda', resource: mapping.streamArn };
    let waitedMs = 0;
    for (const ms of [...instance.deliveries.arrivals(delivery)].sort((a, b) => a - b)) {
      if (ms > waitedMs) await pause(ms - waitedMs, undefined, { signal });
      waitedMs = ms;
      await deliver(parts, records);
      if (signal.aborted) return;
    }
  }
}

async function deliver(parts: LaneParts, batch: readonly RenderedRecord[]): Promise<void> {
  const { mapping, instance, signal } = parts;
  const pieces: Piece[] = [{ records: batch, attempts: 0, invocations: 0 }];
  let failuresInARow = 0;
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    await parts.gate.opened;
    if (signal.aborted) return;
    const records = await withoutExpired(parts, piece);
    if (records.length === 0) continue;
    const attempt = await attemptOf(parts, records);
    // An invocation that ended with the mapping, or with local-aws itself, says nothing about its records.
    if (signal.aborted) return;
    if (attempt.kind === 'succeeded') {
      parts.onResult('OK');
      failuresInARow = 0;
      continue;
    }
    parts.onResult('PROBLEM: Function call failed');
    if (attempt.kind === 'not-invoked') {
      pieces.unshift({ ...piece, records });
    } else if (attempt.kind === 'too-large') {
      await giveUp(parts, { ...piece, records }, undefined);
      continue;
    } else {
      const { from, result } = attempt;
      const failed = { ...piece, records: records.slice(from), invocations: piece.invocations + 1 };
      const next = afterFailure(mapping, failed, from);
      if (next === 'discard') {
        await giveUp(parts, failed, result);
        continue;
      }
      pieces.unshift(...next);
    }
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failuresInARow, LONGEST_PAUSE_MS) / instance.waitScale;
    failuresInARow += 1;
    await pause(pauseMs, undefined, { signal });
  }
}

function giveUp(
  { instance, discard }: LaneParts,
  { records, invocations: invokeCount }: Piece,
  result: InvocationResult | undefined,
): Promise<void> {
  const atMs = instance.clock.now();
  return discard({ records, condition: 'RetryAttemptsExhausted', invokeCount, result, atMs });
}

/** @see https://docs.aws.amazon.com/streams/latest/dev/large-records.html on what no event has room for */
async function attemptOf(parts: LaneParts, records: readonly RenderedRecord[]): Promise<Attempt> {
  const event = eventOf(records);
  // Batches are cut below the limit: this is one record that is too large for any event, however often it is tried.
  if (Buffer.byteLength(event) > MAX_EVENT_BYTES) return { kind: 'too-large' };
  const arrivedMs = records.at(-1)?.record.approximateArrivalMs ?? 0;
  parts.onAge(Math.max(0, parts.instance.clock.now() - arrivedMs));
  let result: InvocationResult;
  try {
    result = await parts.invoke(event);
  } catch (error) {
    // Throttled, or the function is gone: that is tried again for as long as the records live.
    if (error instanceof AwsError) return { kind: 'not-invoked' };
    throw error;
  }
  const from = failedFrom(
    result,
    records.map(({ record }) => record.sequenceNumber),
    parts.mapping.functionResponseTypes.includes('ReportBatchItemFailures'),
  );
  return from === undefined ? { kind: 'succeeded' } : { kind: 'failed', from, result };
}

/**
 * What to try next. With `bisectBatchOnFunctionError` a batch is cut where the function said, or else in the
 * middle, and cutting is free; every other repetition counts as a retry.
 */
function afterFailure(mapping: EventSourceMapping, piece: Piece, from: number): readonly Piece[] | 'discard' {
  const { records } = piece;
  if (mapping.bisectBatchOnFunctionError) {
    if (from > 0) return [piece];
    if (records.length > 1) {
      const middle = Math.ceil(records.length / 2);
      return [
        { ...piece, records: records.slice(0, middle) },
        { ...piece, records: records.slice(middle) },
      ];
    }
  }
  const attempts = piece.attempts + 1;
  const exhausted = mapping.maximumRetryAttempts >= 0 && attempts > mapping.maximumRetryAttempts;
  return exhausted ? 'discard' : [{ ...piece, attempts }];
}

async function withoutExpired(parts: LaneParts, piece: Piece): Promise<readonly RenderedRecord[]> {
  const { maximumRecordAgeSeconds } = parts.mapping;
  if (maximumRecordAgeSeconds < 0) return piece.records;
  const atMs = parts.instance.clock.now();
  const oldestMs = atMs - maximumRecordAgeSeconds * 1000;
  // Records arrive in order of time: the expired ones stand first.
  const fresh = piece.records.findIndex(({ record }) => record.approximateArrivalMs >= oldestMs);
  if (fresh === 0) return piece.records;
  const expired = fresh < 0 ? piece.records : piece.records.slice(0, fresh);
  const { invocations: invokeCount } = piece;
  const condition = 'RecordAgeExceeded';
  await parts.discard({ records: expired, condition, invokeCount, result: undefined, atMs });
  return fresh < 0 ? [] : piece.records.slice(fresh);
}
