import { gzipSync } from 'node:zlib';
import { titleRatings } from '@sluice/contracts';
import {
  rowBatchText,
  type ParkedRecord,
  type RowBatch,
  type RowBatchContent,
} from '@sluice/message-schemas';
import { expect } from 'vitest';
import { received, type TestEnvironment } from '../environment.testing.js';
import { runLaneUntil } from './lane-run.testing.js';
import { runRowsLane } from './rows-lane.js';

export const arrivedAt = Date.UTC(2026, 0, 1);

export const ratingValues = ['tt0000001', '5.7', 1, '2026-01-01T00:00:00.000000Z'];

export function rowBatchBody(
  batchId: string,
  overrides: Partial<RowBatch> = {},
  values: RowBatchContent['rows'][number]['values'] = ratingValues,
): string {
  const content: RowBatchContent = {
    rows: [{ recordId: `records/shard:${batchId}`, arrivedAt, values }],
    rejects: [],
  };
  const batch: RowBatch = {
    type: 'RowBatch',
    version: 1,
    dataset: titleRatings.name,
    contractVersion: 1,
    batchId,
    stream: 'records',
    rows: 1,
    rejects: 0,
    content: { kind: 'inline', data: gzipSync(rowBatchText(content)).toString('base64') },
    ...overrides,
  };
  return JSON.stringify(batch);
}

export const message = (
  batchId: string,
  overrides: Partial<RowBatch> = {},
  receiveCount = 1,
  receipt = batchId,
) =>
  received({
    messageId: receipt,
    receiptHandle: receipt,
    body: rowBatchBody(batchId, overrides),
    receiveCount,
  });

/** Runs the lane until this holds, then stops it; nothing may be held any more. */
export const runUntil = (environment: TestEnvironment, done: () => void) =>
  runLaneUntil(runRowsLane, environment, done);

export const acknowledged = ({ effects }: TestEnvironment) =>
  effects.flatMap((effect) => (effect.do === 'acknowledge' ? [effect.receipt] : []));
export const ids = (count: number) => Array.from({ length: count }, (_, index) => `source-${index}`);
export const settledOnce = ({ effects }: TestEnvironment, receipts: readonly string[]) => {
  const settled = effects.flatMap((effect) =>
    effect.do === 'acknowledge' || effect.do === 'hide' ? [effect.receipt] : [],
  );
  expect(settled.sort()).toEqual([...receipts].sort());
};
export const hidden = ({ effects }: TestEnvironment) =>
  effects.flatMap((effect) => (effect.do === 'hide' ? [effect.receipt] : []));
export const parked = ({ effects }: TestEnvironment) =>
  effects.flatMap((effect) =>
    effect.do === 'put' && effect.key.includes('/parked/') ? [JSON.parse(effect.body) as ParkedRecord] : [],
  );
