import { createRecordCodec } from '@sluice/record-codec';
import { describe, expect, it } from 'vitest';
import { failureObject, type FailedRecord } from './failure-object.testing.js';
import { readFailure } from './failure-record.js';

const codec = createRecordCodec();
const records: FailedRecord[] = [
  { sequenceNumber: '49600000000000000000000000000000000000000000000000000001', data: Buffer.from('one') },
  {
    sequenceNumber: '49600000000000000000000000000000000000000000000000000002',
    data: Buffer.from([0xff, 0x00]),
  },
];
const read = (object: unknown) => readFailure(JSON.stringify(object), codec);

describe('what a mapping stores of a batch that it gives up on', () => {
  it.each([
    ['a text, as documented', (event: object) => JSON.stringify(event)],
    ['an object', (event: object) => event],
  ])('its payload is %s', (_, payload) => {
    const reading = read(failureObject(records, { payload }));
    expect(reading).toMatchObject({
      kind: 'whole',
      batch: { stream: 'records', shardId: 'shardId-000000000000', size: 2 },
    });
    if (reading.kind !== 'whole') return;
    expect(reading.records.map(({ data }) => Buffer.from(data))).toEqual(records.map(({ data }) => data));
    expect(reading.records[0]).toMatchObject({
      shardId: 'shardId-000000000000',
      sequenceNumber: records[0]?.sequenceNumber,
      arrivedAtMs: Date.parse('2026-03-14T12:00:00.250Z'),
    });
  });

  it.each<[string, Parameters<typeof failureObject>[1], string]>([
    ['none', { payload: () => undefined }, 'it has no payload'],
    ['cut off', { payload: (event) => JSON.stringify(event).slice(0, 80) }, 'its payload is damaged'],
    ['another event', { payload: () => '{"Records":[{"eventSource":"aws:sqs"}]}' }, 'its payload is damaged'],
    ['of another shard', { payloadShard: 'shardId-000000000007' }, 'its payload is damaged'],
    ['short of a record', { payloadRecords: records.slice(0, 1) }, 'its payload holds 1 of 2 records'],
  ])('a payload that is %s leaves its place in the stream', (_, change, why) => {
    expect(read(failureObject(records, change))).toMatchObject({
      kind: 'place',
      why,
      batch: {
        startSequenceNumber: records[0]?.sequenceNumber,
        endSequenceNumber: records[1]?.sequenceNumber,
        size: 2,
      },
    });
  });

  it.each([
    ['no JSON', '{"version"', 'it is not JSON'],
    ['nothing of ours', '{"hello":1}', /KinesisBatchInfo/],
    ['a list', '[]', /expected object/],
    [
      'a batch without its place',
      JSON.stringify({ KinesisBatchInfo: { shardId: 's' } }),
      /startSequenceNumber/,
    ],
  ])('%s is damaged', (_, text, problem) => {
    const reading = readFailure(text, codec);
    expect(reading).toEqual({
      kind: 'damaged',
      problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
    });
  });
});
