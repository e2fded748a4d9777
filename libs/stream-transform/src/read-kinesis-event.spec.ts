import { kinesisEventSchema } from '@sluice/message-schemas';
import { createRecordCodec } from '@sluice/record-codec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as mini from 'zod/mini';
import { readKinesisEvent } from './index.js';

const codec = createRecordCodec();
const arn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/records';
const record = (number: number, overrides: object = {}, kinesis: object = {}) => ({
  eventSource: 'aws:kinesis',
  eventID: `shardId-000000000006:${number}`,
  eventSourceARN: arn,
  kinesis: {
    sequenceNumber: String(number),
    approximateArrivalTimestamp: 1773480413.589,
    data: Buffer.from(`record ${number}`).toString('base64'),
    ...kinesis,
  },
  ...overrides,
});

describe('readKinesisEvent', () => {
  it('gives the stream and its records, in order', () => {
    expect(readKinesisEvent({ Records: [record(7), record(8)] }, codec)).toEqual({
      stream: 'records',
      records: [7, 8].map((number) => ({
        shardId: 'shardId-000000000006',
        sequenceNumber: String(number),
        arrivedAtMs: 1773480413589,
        data: Buffer.from(`record ${number}`),
      })),
    });
  });

  it('reads the name of the stream from a consumer, too', () => {
    const eventSourceARN = `${arn}/consumer/sluice:1773480413`;
    expect(readKinesisEvent({ Records: [record(1, { eventSourceARN })] }, codec).stream).toBe('records');
  });

  it.each<[string, object]>([
    ['another shard', { eventID: 'shardId-000000000007:8' }],
    ['another stream', { eventSourceARN: arn.replace('records', 'others') }],
  ])('refuses records of %s, and says so', (_, overrides) => {
    const read = () => readKinesisEvent({ Records: [record(7), record(8, overrides)] }, codec);
    expect(read).toThrow(/of another stream or shard than the first record/);
    expect(read).toThrow(mini.core.$ZodError);
  });

  const anything = fc.oneof(
    fc.anything(),
    fc.constantFrom('', ':', 'a:', ':b', 'a:b', 'a:b:c', 'a\n:b', NaN, Infinity),
  );
  const broken = fc.oneof(
    { weight: 20, arbitrary: fc.nat(20).map((number) => record(number) as unknown) },
    fc
      .record({
        eventID: fc.oneof(
          anything,
          fc.constantFrom('', ':', '1:2', '\n').map((end) => `shardId-000000000006:${end}`),
        ),
      })
      .map((overrides) => record(1, overrides)),
    fc.record({ eventSource: anything }).map((overrides) => record(1, overrides)),
    fc
      .record({
        eventSourceARN: fc.oneof(
          anything,
          fc.constantFrom(`${arn}/consumer/c:1`, arn, ':stream/', `${arn}s`),
        ),
      })
      .map((overrides) => record(1, overrides)),
    fc.record({ kinesis: anything }).map((overrides) => record(1, overrides)),
    fc
      .record(
        { sequenceNumber: anything, approximateArrivalTimestamp: anything, data: anything },
        { requiredKeys: [] },
      )
      .map((overrides) => record(1, {}, overrides)),
    fc.anything(),
  );
  const events = fc.oneof(
    fc.anything(),
    { weight: 9, arbitrary: fc.record({ Records: fc.array(broken, { maxLength: 5 }) }) },
    fc.record({ Records: fc.anything() }),
  );

  it('takes exactly what the schema takes, and throws its error for anything else', () => {
    let taken = 0;
    fc.assert(
      fc.property(events, (event) => {
        const expected = kinesisEventSchema.safeParse(event);
        if (expected.success) {
          taken++;
          const { records } = readKinesisEvent(event, codec);
          expect(records.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
            expected.data.Records.map(({ kinesis }) => kinesis.sequenceNumber),
          );
        } else
          expect(() => readKinesisEvent(event, codec)).toThrow(
            expect.objectContaining({ issues: expected.error.issues }),
          );
      }),
      { seed: 6, numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
