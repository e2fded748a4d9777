import type { FailedEntry, OutgoingMessage } from '@sluice/message-queue';
import { announceObject, fileArrivedSchema, type FileArrived } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import { announceVersions, type Announcing } from './announce-versions.js';

const routing = { findDataset: () => undefined, unrouted: { name: 'unrouted' } };
const files = (count: number): FileArrived[] =>
  Array.from({ length: count }, (_, index) =>
    announceObject(
      { bucket: 'landing', key: `k/${index}`, versionId: `v${index}`, etag: 'e', sizeBytes: 1 },
      '2026-03-14T12:00:00.000Z',
      routing,
    ),
  );
const never = new AbortController().signal;

/** A queue that refuses what it is told to, by key and call. */
function queueRefusing(refuses: (key: string, call: number) => Omit<FailedEntry, 'index'> | undefined) {
  const calls: string[][] = [];
  const keyOf = ({ body }: OutgoingMessage) => fileArrivedSchema.parse(JSON.parse(body)).key;
  const sent: string[] = [];
  const announcing: Announcing = {
    queue: {
      sendAll: async (_, messages) => {
        calls.push(messages.map(keyOf));
        return {
          failed: messages.flatMap((message, index) => {
            const refused = refuses(keyOf(message), calls.length);
            return refused === undefined ? [] : [{ index, ...refused }];
          }),
        };
      },
    },
    queueUrl: 'http://queue',
    patience: { fruitlessTries: 3, firstPauseMilliseconds: 0, longestPauseMilliseconds: 0 },
    onSent: ({ key }) => void sent.push(key),
  };
  return { announcing, calls, sent };
}
const throttled = { code: 'RequestThrottled', senderFault: false };

describe('announceVersions', () => {
  it('sends ten at a time, in order', async () => {
    const { announcing, calls, sent } = queueRefusing(() => undefined);
    expect(await announceVersions(files(25), announcing, never)).toEqual({ refused: [] });
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(sent).toEqual(files(25).map(({ key }) => key));
  });

  it('tries again only what was not taken', async () => {
    const { announcing, calls, sent } = queueRefusing((key, call) =>
      call < 3 && key === 'k/1' ? throttled : undefined,
    );
    expect(await announceVersions(files(3), announcing, never)).toEqual({ refused: [] });
    expect(calls).toEqual([['k/0', 'k/1', 'k/2'], ['k/1'], ['k/1']]);
    expect(sent).toEqual(['k/0', 'k/2', 'k/1']);
  });

  it('stops where the queue takes nothing more', async () => {
    const { announcing, calls } = queueRefusing((key) =>
      Number(key.slice(2)) >= 12 ? throttled : undefined,
    );
    expect(await announceVersions(files(25), announcing, never)).toEqual({
      refused: [],
      firstUnsent: { index: 12, code: 'RequestThrottled' },
    });
    expect(calls.at(-1)?.[0]).toBe('k/12');
    expect(calls.flat()).not.toContain('k/20');
  });

  it('tells what no try will make the queue take, and goes on', async () => {
    const { announcing, sent } = queueRefusing((key) =>
      key === 'k/3' ? { code: 'InvalidMessageContents', senderFault: true } : undefined,
    );
    const { refused, firstUnsent } = await announceVersions(files(12), announcing, never);
    expect(refused).toMatchObject([{ file: { key: 'k/3' }, code: 'InvalidMessageContents' }]);
    expect(firstUnsent).toBeUndefined();
    expect(sent).toHaveLength(11);
  });

  it('keeps to a rate', async () => {
    const { announcing, calls } = queueRefusing(() => undefined);
    const startedAt = performance.now();
    await announceVersions(files(20), { ...announcing, rate: 100 }, never);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
    expect(calls).toHaveLength(2);
  });

  it('ends when told to, and says where', async () => {
    const interrupt = new AbortController();
    const { announcing } = queueRefusing((_, call) => {
      if (call < 2) return undefined;
      interrupt.abort();
      return { code: 'AbortError', senderFault: false };
    });
    expect(await announceVersions(files(25), announcing, interrupt.signal)).toMatchObject({
      firstUnsent: { index: 10, code: 'AbortError' },
    });
  });
});
