import { titleRatings } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import type { LoadableBatch } from '../work/open-row-batch.js';
import { received } from '../environment.testing.js';
import { MicroBatch, type WaitingMessage } from './micro-batch.js';

const opened = (batchId: string, rows: number, rejects: number, contentBytes: number): LoadableBatch => ({
  batch: {
    type: 'RowBatch',
    version: 1,
    dataset: titleRatings.name,
    contractVersion: 1,
    batchId,
    stream: 'records',
    rows,
    rejects,
    content: { kind: 'inline', data: '' },
  },
  content: { rows: [], rejects: [] },
  dataset: titleRatings,
  contentBytes,
});

const message = (messageId: string): WaitingMessage => ({
  message: received({ messageId }),
  signal: new AbortController().signal,
  end: () => undefined,
});

const roomy = { maxRows: 100, maxBytes: 1000, maxSources: 10 };

describe('MicroBatch', () => {
  it.each([
    ['rows, bad ones included', { ...roomy, maxRows: 12 }],
    ['bytes', { ...roomy, maxBytes: 100 }],
    ['sources', { ...roomy, maxSources: 2 }],
  ])('is full when it reaches its limit of %s', (_what, limits) => {
    const batch = new MicroBatch(limits);
    batch.add(opened('a', 5, 1, 50), message('1'));
    expect(batch.isFull).toBe(false);
    batch.add(opened('b', 5, 1, 50), message('2'));
    expect(batch.isFull).toBe(true);
  });

  it('takes in the source that reaches a limit, so that it holds less than the limit and one source', () => {
    const batch = new MicroBatch({ ...roomy, maxRows: 10 });
    for (let added = 0; !batch.isFull; added++)
      batch.add(opened(String(added), 9, 0, 1), message(String(added)));
    expect([batch.rows, batch.held.length]).toEqual([18, 2]);
  });

  it('counts a batch that was delivered twice once, and keeps both messages to acknowledge', () => {
    const batch = new MicroBatch(roomy);
    batch.add(opened('a', 5, 1, 50), message('1'));
    batch.add(opened('a', 5, 1, 50), message('2'));
    expect(batch.held.map(({ messages }) => messages.map(({ message: { messageId } }) => messageId))).toEqual(
      [['1', '2']],
    );
    expect([batch.rows, batch.bytes]).toEqual([6, 50]);
  });
  it('lets a batch go with the last message that carries it', () => {
    const batch = new MicroBatch(roomy);
    const [once, again, other] = [message('1'), message('2'), message('3')];
    batch.add(opened('a', 5, 1, 50), once);
    batch.add(opened('a', 5, 1, 50), again);
    batch.add(opened('b', 1, 0, 7), other);
    batch.leave(once);
    expect([batch.rows, batch.bytes, batch.held.length]).toEqual([7, 57, 2]);
    batch.leave(again);
    batch.leave(again);
    expect([batch.rows, batch.bytes, batch.held.length]).toEqual([1, 7, 1]);
    batch.leave(other);
    expect([batch.rows, batch.bytes, batch.isEmpty]).toEqual([0, 0, true]);
  });
});
