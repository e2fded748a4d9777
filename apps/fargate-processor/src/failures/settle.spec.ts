import {
  deadLetterAttributes,
  failureAttributes,
  parkedNoticeSchema,
  parkedRecordSchema,
  readFailureStory,
} from '@sluice/message-schemas';
import { QueueUnavailableError, VisibilityLostError, type ReceivedMessage } from '@sluice/message-queue';
import { describe, expect, it, vi } from 'vitest';
import { laneConfig } from '../config.js';
import { received, testConfig, testEnvironment, type TestEnvironment } from '../environment.testing.js';
import { StoppedWhileHaltedError } from '../halts/halts.js';
import { idleRun } from '../lanes/lane-run.testing.js';
import { park, type Outcome } from '../work/outcome.js';
import { postpone, settle, settleFault } from './settle.js';
import type { Settling } from './settling.js';

const lane = laneConfig(testConfig, 'files');
const subject = { dataset: 'title-basics', source: 's3://landing/title-basics/a.tsv', sourceId: 'abc' };
const away = { class: 'environment', reason: 'warehouse_unavailable', message: 'gone' } as const;
const loaded: Outcome = { kind: 'loaded', loadId: 'x', ledger: [], seconds: 1 };

const settling = (
  environment: TestEnvironment,
  message: Partial<ReceivedMessage> = {},
  signal = new AbortController().signal,
): Settling => ({ ...idleRun(environment), message: received(message), subject, lane, signal });

describe('what was loaded', () => {
  it('is only deleted when it was received for the first time', async () => {
    expect(await settle(loaded, settling(testEnvironment()))).toEqual({ do: 'acknowledge' });
  });

  it.each([
    ['was received before', { receiveCount: 2 }],
    ['was redriven', { attributes: { [deadLetterAttributes.redrives]: '0' } }],
  ])('also has its attempts cleared when it %s, after the delete', async (_what, overrides) => {
    const environment = testEnvironment();
    expect(await environment.attempts.record('abc')).toBe(1);
    const settlement = await settle(loaded, settling(environment, overrides));
    if (settlement.do !== 'acknowledge') throw new Error('unreachable');
    environment.effects.length = 0;
    await settlement.afterwards?.();
    expect(environment.effects).toEqual([{ do: 'remove', key: 'quarantine/attempts/abc/0001' }]);
  });
});

describe('what is parked', () => {
  const failure = { class: 'data', reason: 'header_drift', message: 'genres is missing' } as const;
  const outcome: Outcome = { kind: 'park', failure };

  it('is an object with its story, then a notice with it, then acknowledged', async () => {
    const environment = testEnvironment();
    const attributes = { ours: 'x', [deadLetterAttributes.traceId]: '1-abc' };
    const settlement = await settle(
      outcome,
      settling(environment, { body: '{"the":"message"}', attributes, firstReceivedAt: 1000 }),
    );
    expect(settlement).toEqual({ do: 'acknowledge' });
    const [put, send] = environment.effects;
    expect(environment.effects.map((effect) => effect.do)).toEqual(['put', 'send']);
    if (put?.do !== 'put' || send?.do !== 'send') throw new Error('unreachable');
    expect(put.key).toBe('quarantine/parked/title-basics/abc.json');
    expect(parkedRecordSchema.parse(JSON.parse(put.body))).toEqual({
      type: 'ParkedRecord',
      version: 1,
      failure,
      ...subject,
      attempts: 1,
      redrives: 0,
      firstFailedAt: '1970-01-01T00:00:01.000Z',
      traceId: '1-abc',
      parkedAt: '2026-01-01T00:00:00.000Z',
      message: '{"the":"message"}',
      attributes,
      lane: 'files',
    });
    expect(send.queue).toBe('parked');
    expect(parkedNoticeSchema.parse(JSON.parse(send.message.body))).toMatchObject({
      bucket: 'quarantine',
      key: 'parked/title-basics/abc.json',
      reason: 'header_drift',
    });
    expect(readFailureStory(send.message.attributes ?? {})).toMatchObject({
      class: 'data',
      reason: 'header_drift',
      traceId: '1-abc',
    });
  });

  it('comes back later when it cannot be, and nothing of it is acknowledged', async () => {
    const environment = testEnvironment();
    environment.queue.send = () =>
      Promise.reject(
        new QueueUnavailableError('SendMessage', 'parked', 'ECONNREFUSED', { cause: undefined }),
      );
    const settlement = await settle(outcome, settling(environment));
    if (settlement.do !== 'hide') throw new Error('it is acknowledged');
    expect(settlement.seconds).toBeGreaterThanOrEqual(15);
  });
});

describe('what fails for now', () => {
  it('is hidden longer each time', async () => {
    const waits = [];
    for (const receiveCount of [1, 2, 3]) {
      const settlement = await postpone(away, settling(testEnvironment(), { receiveCount }));
      waits.push(settlement.do === 'hide' ? settlement.seconds : NaN);
    }
    for (const [index, base] of [30, 60, 120].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(base / 2);
      expect(waits[index]).toBeLessThanOrEqual(base);
    }
  });

  it('is dead-lettered one receive before SQS would, with its story, and keeps its attempts', async () => {
    const environment = testEnvironment();
    const first = { receiveCount: 4, firstReceivedAt: 5000, messageId: 'its-id' };
    expect(await postpone(away, settling(environment, first))).toEqual({ do: 'acknowledge' });
    const story = {
      class: 'environment',
      reason: 'warehouse_unavailable',
      detail: 'gone',
      attempts: 4,
      redrives: 0,
      firstFailedAt: '1970-01-01T00:00:05.000Z',
      dataset: 'title-basics',
      source: 's3://landing/title-basics/a.tsv',
      traceId: 'its-id',
    } as const;
    expect(environment.effects).toEqual([
      { do: 'send', queue: 'files-dlq', message: { body: '{}', attributes: failureAttributes(story) } },
    ]);
  });

  it('goes on with its story when it was redriven, whatever SQS counts', async () => {
    const environment = testEnvironment();
    const attributes = {
      [deadLetterAttributes.attempts]: '4',
      [deadLetterAttributes.redrives]: '0',
      [deadLetterAttributes.firstFailedAt]: '2025-12-31T00:00:00.000Z',
      [deadLetterAttributes.traceId]: 'of-the-first',
    };
    await postpone(away, settling(environment, { receiveCount: 4, attributes, firstReceivedAt: 5000 }));
    const [sent] = environment.effects;
    if (sent?.do !== 'send') throw new Error('unreachable');
    expect(readFailureStory(sent.message.attributes ?? {})).toMatchObject({
      attempts: 8,
      redrives: 1,
      firstFailedAt: '2025-12-31T00:00:00.000Z',
      traceId: 'of-the-first',
    });
  });

  it('goes with as many of its own attributes as there is room for beside its story', async () => {
    const environment = testEnvironment();
    const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`own-${index}`, 'x']));
    const logged: Record<string, unknown>[] = [];
    vi.spyOn(environment.logger, 'error').mockImplementation((fields) => void logged.push(fields as never));
    await postpone(away, settling(environment, { receiveCount: 4, attributes }));
    const [sent] = environment.effects;
    if (sent?.do !== 'send') throw new Error('unreachable');
    const names = Object.keys(sent.message.attributes ?? {});
    expect(names).toHaveLength(10);
    expect(names).toEqual(expect.arrayContaining(Object.values(deadLetterAttributes)));
    expect(logged).toMatchObject([
      { dropped: Array.from({ length: 9 }, (_, index) => `own-${index + 1}`), traceId: 'id' },
    ]);
  });
});

describe('what threw', () => {
  it('is visible at once when the process gives it up, or stops while halted', async () => {
    const released = { do: 'hide', seconds: 0 };
    const abort = AbortSignal.abort(new Error('gives up'));
    expect(await settleFault(new Error('any'), settling(testEnvironment(), {}, abort))).toEqual(released);
    expect(await settleFault(new StoppedWhileHaltedError(), settling(testEnvironment()))).toEqual(released);
  });

  it('is left alone when it is somebody else’s by then', async () => {
    const lost = new VisibilityLostError('queue', 'id', 'held too long');
    const signal = AbortSignal.abort(lost);
    const environment = testEnvironment();
    await expect(settleFault(new Error('any'), settling(environment, {}, signal))).rejects.toBe(lost);
    await expect(settle(park('a', 'b'), settling(environment, {}, signal))).rejects.toBe(lost);
    expect(environment.effects).toEqual([]);
  });
});
