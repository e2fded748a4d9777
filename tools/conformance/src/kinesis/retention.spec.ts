import {
  DecreaseStreamRetentionPeriodCommand,
  DescribeStreamSummaryCommand,
  IncreaseStreamRetentionPeriodCommand,
} from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createStream, creationSeconds, streamBecomesActive } from '../resources/stream.js';

const { kinesis } = clients;

const raise = (StreamName: string, RetentionPeriodHours: number) =>
  kinesis.send(new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));

const lower = (StreamName: string, RetentionPeriodHours: number) =>
  kinesis.send(new DecreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours }));

async function retentionHours(StreamName: string): Promise<number | undefined> {
  await streamBecomesActive(StreamName);
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  return StreamDescriptionSummary?.RetentionPeriodHours;
}

const invalid = { name: 'InvalidArgumentException' };

conformance('kinesis', 'retention', (conforms) => {
  conforms('rises and falls', { waitSeconds: 3 * creationSeconds }, async () => {
    const { name } = await createStream();
    await raise(name, 8_760);
    expect(await retentionHours(name)).toBe(8_760);
    await lower(name, 24);
    expect(await retentionHours(name)).toBe(24);
  });

  conforms('stays between 24 and 8,760 hours', { waitSeconds: creationSeconds }, async () => {
    const { name } = await createStream();
    await expect(lower(name, 23)).rejects.toMatchObject(invalid);
    await expect(raise(name, 8_761)).rejects.toMatchObject(invalid);
  });

  conforms('changes in the direction that the operation names', { waitSeconds: 120 }, async () => {
    const { name } = await createStream();
    await expect(lower(name, 25)).rejects.toMatchObject(invalid);
    await raise(name, 48);
    expect(await retentionHours(name)).toBe(48);
    await expect(raise(name, 47)).rejects.toMatchObject(invalid);
  });
});
