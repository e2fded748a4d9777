import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../kernel/ports.js';
import { failedFrom } from './batch-outcome.js';
import type { BatchGatherer } from './batch-gatherer.js';
import type { DiscardedBatch } from './failure-destination.js';
import type { EventSourceMapping } from './event-source-mapping-config.js';
import type { InvocationResult } from './function-config.js';
import { eventOf, type RenderedRecord } from './kinesis-event.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

export interface LaneParts {
  readonly instance: Instance;
  readonly mapping: EventSourceMapping;
  readonly batches: BatchGatherer;
  readonly signal: AbortSignal;
  invoke(event: string): Promise<InvocationResult>;
  discard(
    batch: Pick<DiscardedBatch, 'records' | 'condition' | 'invokeCount' | 'result' | 'atMs'>,
  ): Promise<void>;
}

/** A batch, or what is left of one, and what it has been through. */
interface Piece {
  readonly records: readonly RenderedRecord[];
  /** Used up of `maximumRetryAttempts`. */
  readonly attempts: number;
  readonly invocations: number;
}

/** Brings batches to the function one after the other, until the shard has no more; nothing overtakes a failure. */
export async function runLane(parts: LaneParts): Promise<void> {
  for (;;) {
    const records = await parts.batches.next();
    if (records.length === 0) return;
    await deliver(parts, records);
    if (parts.signal.aborted) return;
  }
}

async function deliver(parts: LaneParts, batch: readonly RenderedRecord[]): Promise<void> {
  const { mapping, instance, signal } = parts;
  const reportsItemFailures = mapping.functionResponseTypes.includes('ReportBatchItemFailures');
  const pieces: Piece[] = [{ records: batch, attempts: 0, invocations: 0 }];
  let failuresInARow = 0;
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    const records = await withoutExpired(parts, piece);
    if (records.length === 0) continue;
    const result = await parts.invoke(eventOf(records));
    // An invocation that ended with local-aws itself says nothing about its records.
    if (signal.aborted) return;
    const from = failedFrom(
      result,
      records.map(({ record }) => record.sequenceNumber),
      reportsItemFailures,
    );
    if (from === undefined) {
      failuresInARow = 0;
      continue;
    }
    const failed: Piece = { ...piece, records: records.slice(from), invocations: piece.invocations + 1 };
    const next = afterFailure(mapping, failed, from);
    if (next === 'discard') {
      const { invocations: invokeCount } = failed;
      const atMs = instance.clock.now();
      await parts.discard({
        records: failed.records,
        condition: 'RetryAttemptsExhausted',
        invokeCount,
        result,
        atMs,
      });
      continue;
    }
    pieces.unshift(...next);
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** failuresInARow, LONGEST_PAUSE_MS) / instance.waitScale;
    failuresInARow += 1;
    await pause(pauseMs, undefined, { signal });
  }
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
  await parts.discard({
    records: expired,
    condition: 'RecordAgeExceeded',
    invokeCount,
    result: undefined,
    atMs,
  });
  return fresh < 0 ? [] : piece.records.slice(fresh);
}
