import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { sendRecords } from './send-records.js';

const records = (count: number, bytes = 10) =>
  Array.from({ length: count }, (_, index) => ({
    data: Buffer.alloc(bytes, index % 256),
    partitionKey: String(index),
  }));

/** A stream that takes what `takes` says, call by call. */
function streamTaking(takes: (key: string, call: number) => boolean) {
  const calls: string[][] = [];
  const taken: string[] = [];
  const send = async ({ input }: PutRecordsCommand) => {
    const keys = (input.Records ?? []).map(({ PartitionKey = '' }) => PartitionKey);
    calls.push(keys);
    return {
      Records: keys.map((key) => {
        if (!takes(key, calls.length)) return { ErrorCode: 'ProvisionedThroughputExceededException' };
        taken.push(key);
        return { SequenceNumber: '1', ShardId: 's' };
      }),
    };
  };
  return { client: { send } as unknown as KinesisClient, calls, taken };
}

describe('sendRecords', () => {
  it('puts at most 500 at a time, in order', async () => {
    const { client, calls, taken } = streamTaking(() => true);
    expect(await sendRecords(client, 'stream', records(1201))).toBe(1201);
    expect(calls.map((keys) => keys.length)).toEqual([500, 500, 201]);
    expect(taken).toEqual(records(1201).map(({ partitionKey }) => partitionKey));
  });

  it('puts at most 5 MiB at a time', async () => {
    const { client, calls } = streamTaking(() => true);
    await sendRecords(client, 'stream', records(11, 1_000_000));
    expect(calls.map((keys) => keys.length)).toEqual([5, 5, 1]);
  });

  it('tries only the failed entries again', async () => {
    const { client, calls, taken } = streamTaking((key, call) => call > 2 || Number(key) % 3 !== 0);
    expect(await sendRecords(client, 'stream', records(10))).toBe(10);
    expect(calls).toEqual([
      records(10).map((each) => each.partitionKey),
      ['0', '3', '6', '9'],
      ['0', '3', '6', '9'],
    ]);
    expect(taken.toSorted()).toEqual(records(10).map((each) => each.partitionKey));
  });

  it('makes the records wait for the stream', async () => {
    let made = 0;
    function* making() {
      for (const record of records(2000)) {
        made++;
        yield record;
      }
    }
    const { client } = streamTaking((_, call) => {
      expect(made).toBeLessThanOrEqual(500 * call + 1);
      return true;
    });
    await sendRecords(client, 'stream', making());
    expect(made).toBe(2000);
  });

  it('stops when told to', async () => {
    const abort = new AbortController();
    const { client } = streamTaking(() => false);
    const sending = sendRecords(client, 'stream', records(1), { signal: abort.signal });
    abort.abort();
    await expect(sending).rejects.toThrow();
  });
});
