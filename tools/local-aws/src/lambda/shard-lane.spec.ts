import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createFaults } from '../faults/faults.js';
import type { Instance } from '../kernel/ports.js';
import { eventSourceMapping } from './event-source-mapping-config.js';
import { Gate } from './gate.js';
import { renderRecord } from './kinesis-event.js';
import { runLane } from './shard-lane.js';

const streamArn = 'arn:aws:kinesis:eu-west-1:000000000000:stream/s';

it('a disabled mapping does not even retry', async () => {
  const gate = new Gate();
  const origin = {
    shardId: 'shardId-000000000000',
    streamArn,
    region: 'eu-west-1',
    roleArn: 'arn:aws:iam::0:role/r',
  };
  const arrived = { approximateArrivalMs: 40_000 };
  const record = { sequenceNumber: '1', partitionKey: 'k', data: Buffer.from('a'), ...arrived };
  const batches = [[renderRecord(record, origin)]];
  const ages: number[] = [];
  let invocations = 0;
  const ended = runLane({
    instance: {
      waitScale: 60,
      clock: { now: () => 42_000 + invocations },
      deliveries: createFaults(),
    } as unknown as Instance,
    mapping: eventSourceMapping({ functionName: 'f', streamArn, startingPosition: 'TRIM_HORIZON' }, 'uuid'),
    batches: { next: async () => batches.shift() ?? [] },
    signal: new AbortController().signal,
    gate,
    invoke: async () => {
      invocations += 1;
      // Disabled while its first batch is with the function.
      if (invocations === 1) gate.close();
      const failed = invocations === 1 ? { functionError: 'Unhandled' as const } : {};
      return { requestId: String(invocations), payload: 'null', logTail: '', ...failed };
    },
    onAge: (ms) => void ages.push(ms),
    onResult: () => undefined,
    discard: async () => undefined,
  });
  // Many times the pause before a first retry.
  await pause(300);
  expect(invocations).toBe(1);
  gate.open();
  await ended;
  expect(invocations).toBe(2);
  // Each time that it is handed over.
  expect(ages).toEqual([2_000, 2_001]);
});
