import { setTimeout as pause } from 'node:timers/promises';
import { GetRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createStream, creationSeconds } from '../resources/stream.js';
import { getRecords, iteratorOf } from './shard-reading.js';

const lifetimeSeconds = 300;

conformance('kinesis', 'iterators over time', (conforms) => {
  const waitSeconds = lifetimeSeconds + creationSeconds;
  conforms('work for five minutes, and no longer', { waitSeconds }, async () => {
    const { name: StreamName } = await createStream();
    const ShardIterator = await iteratorOf({ StreamName, ShardIteratorType: 'TRIM_HORIZON' });
    // It is the passing of the time that is shown, and nothing else tells of it.
    await pause((lifetimeSeconds - 10) * 1000);
    await getRecords(ShardIterator);
    await pause(11_000);
    const expired = clients.kinesis.send(new GetRecordsCommand({ ShardIterator }));
    await expect(expired).rejects.toMatchObject({ name: 'ExpiredIteratorException' });
  });
});
