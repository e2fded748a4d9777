import { deadLetterAttributes, parkedNoticeSchema, parkedRecordSchema } from '@sluice/message-schemas';
import { describe, expect, it } from 'vitest';
import { laneConfig } from '../config.js';
import { received, testConfig, testEnvironment } from '../environment.testing.js';
import { acknowledge, parkMessage, postpone } from './settle.js';

const lane = laneConfig(testConfig, 'files');
const subject = { dataset: 'title-basics', source: 's3://landing/title-basics/a.tsv', sourceId: 'abc' };
const away = { class: 'environment', reason: 'warehouse_unavailable', message: 'gone' } as const;

describe('acknowledge', () => {
  it('only deletes what was received for the first time', async () => {
    const environment = testEnvironment();
    await acknowledge(received(), subject, lane, environment);
    expect(environment.effects).toEqual([{ do: 'acknowledge', receipt: 'receipt' }]);
  });

  it.each([
    ['was received before', { receiveCount: 2 }],
    ['was redriven', { attributes: { [deadLetterAttributes.redrives]: '0' } }],
  ])('also clears the attempts of what %s, after the delete', async (_what, overrides) => {
    const environment = testEnvironment();
    expect(await environment.attempts.record('abc')).toBe(1);
    environment.effects.length = 0;
    await acknowledge(received(overrides), subject, lane, environment);
    expect(environment.effects).toEqual([
      { do: 'acknowledge', receipt: 'receipt' },
      { do: 'remove', key: 'quarantine/attempts/abc/0001' },
    ]);
  });
});

describe('parkMessage', () => {
  it('writes the object, then the notice, then acknowledges', async () => {
    const environment = testEnvironment();
    const failure = { class: 'data', reason: 'header_drift', message: 'genres is missing' } as const;
    await parkMessage(received({ body: '{"the":"message"}' }), subject, failure, lane, environment);
    const [put, send, last] = environment.effects;
    expect(environment.effects.map((effect) => effect.do)).toEqual(['put', 'send', 'acknowledge']);
    expect(last).toEqual({ do: 'acknowledge', receipt: 'receipt' });
    if (put?.do !== 'put' || send?.do !== 'send') throw new Error('unreachable');
    expect(put.key).toBe('quarantine/parked/title-basics/abc.json');
    expect(parkedRecordSchema.parse(JSON.parse(put.body))).toMatchObject({
      failure,
      ...subject,
      message: '{"the":"message"}',
      lane: 'files',
    });
    expect(send.queue).toBe('parked');
    expect(parkedNoticeSchema.parse(JSON.parse(send.message.body))).toMatchObject({
      bucket: 'quarantine',
      key: 'parked/title-basics/abc.json',
      reason: 'header_drift',
    });
  });
});

describe('postpone', () => {
  it('hides the message longer each time', async () => {
    const environment = testEnvironment();
    for (const receiveCount of [1, 2, 3])
      await postpone(received({ receiveCount }), subject, away, lane, environment);
    const waits = environment.effects.map((effect) => (effect.do === 'hide' ? effect.seconds : NaN));
    for (const [index, base] of [30, 60, 120].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(base / 2);
      expect(waits[index]).toBeLessThanOrEqual(base);
    }
  });

  it('dead-letters one receive before SQS would, with its story, and acknowledges last', async () => {
    const environment = testEnvironment();
    await postpone(received({ receiveCount: 4 }), subject, away, lane, environment);
    expect(environment.effects).toEqual([
      {
        do: 'send',
        queue: 'files-dlq',
        message: {
          body: '{}',
          attributes: {
            [deadLetterAttributes.class]: 'environment',
            [deadLetterAttributes.reason]: 'warehouse_unavailable',
            [deadLetterAttributes.attempts]: '4',
            [deadLetterAttributes.redrives]: '0',
            [deadLetterAttributes.firstFailedAt]: '2026-01-01T00:00:00.000Z',
            [deadLetterAttributes.dataset]: 'title-basics',
            [deadLetterAttributes.source]: 's3://landing/title-basics/a.tsv',
            [deadLetterAttributes.detail]: 'gone',
          },
        },
      },
      { do: 'acknowledge', receipt: 'receipt' },
    ]);
  });

  it('keeps its story to what an attribute can hold', async () => {
    const environment = testEnvironment();
    const message = `a\u0000b\u{1F600}${'\u{1F600}'.repeat(600)}`;
    await postpone(
      received({ receiveCount: 4 }),
      { ...subject, source: '' },
      { ...away, message },
      lane,
      environment,
    );
    const [sent] = environment.effects;
    if (sent?.do !== 'send') throw new Error('unreachable');
    const { attributes = {} } = sent.message;
    expect(attributes[deadLetterAttributes.source]).toBe('none');
    const detail = attributes[deadLetterAttributes.detail] ?? '';
    expect(detail).toHaveLength(1024);
    expect(detail.startsWith('a\uFFFDb\u{1F600}')).toBe(true);
    expect(detail.isWellFormed()).toBe(true);
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
  });

  it('goes on counting what was redriven', async () => {
    const environment = testEnvironment();
    const attributes = {
      [deadLetterAttributes.attempts]: '4',
      [deadLetterAttributes.redrives]: '0',
      [deadLetterAttributes.firstFailedAt]: '2025-12-31T00:00:00.000Z',
    };
    await postpone(received({ receiveCount: 4, attributes }), subject, away, lane, environment);
    expect(environment.effects[0]).toMatchObject({
      message: {
        attributes: {
          [deadLetterAttributes.attempts]: '8',
          [deadLetterAttributes.redrives]: '1',
          [deadLetterAttributes.firstFailedAt]: '2025-12-31T00:00:00.000Z',
        },
      },
    });
  });
});
