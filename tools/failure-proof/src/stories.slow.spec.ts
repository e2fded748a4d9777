import { parkedNoticeSchema, type FailureStory } from '@sluice/message-schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from './eventually.testing.js';
import { openBed, waits, type FailureBed } from './failure-bed.testing.js';
import { landFile, sendBatches, sendClaimedBatch, traceOf } from './given.testing.js';
import { messagesIn, moveTasks, parkedRecord, redrive, type Lane } from './messages.testing.js';
import { processorLog, redriveLog, settled } from './seen.testing.js';
import { claimedBatch } from './sources.testing.js';

let bed: FailureBed;
beforeAll(async () => {
  bed = await openBed({ redrive: { dryRun: true, scheduleSeconds: waits(1) } });
});
afterAll(() => bed.close());

/** Nobody may read it; everything else goes on. */
const deny = (key: string): string =>
  bed.stack.aws.faults.add({
    service: 's3',
    operation: 'GetObject',
    resource: key,
    kind: 'error',
    code: 'AccessDenied',
    status: 403,
  });

interface Denied {
  readonly rule: string;
  readonly dataset: string;
  readonly source: string;
  readonly traceId?: string;
}

const denied: Record<Lane, () => Promise<Denied>> = {
  files: async () => {
    const rule = deny('title-basics/file-1.tsv');
    return { rule, dataset: 'title-basics', source: (await landFile(bed, 1)).uri };
  },
  rows: async () => {
    const rule = deny('claims/proof/1.json.gz');
    const { batch } = await sendClaimedBatch(bed, 1);
    return { rule, dataset: batch.dataset, source: `proof:${batch.batchId}`, traceId: traceOf(batch) };
  },
};

it.each(['files', 'rows'] as const)(
  'what is given up on the %s lane tells its story, through every redrive, and halts nobody',
  async (lane) => {
    const from = new Date().toISOString();
    const { rule, ...given } = await denied[lane]();
    const [first] = await messagesIn(bed, `${lane}Dlq`, 1);
    const story = first?.story as FailureStory;
    expect(story).toMatchObject({ class: 'environment', attempts: 4, redrives: 0, ...given });
    expect(story.detail).toMatch(/denied/i);
    expect(story.reason).toMatch(/^[a-z_]+$/);
    expect(story.firstFailedAt >= from && story.firstFailedAt <= new Date().toISOString()).toBe(true);
    // It leads to the lines about the message.
    const lines = (await processorLog(bed)).filter(({ traceId }) => traceId === story.traceId);
    expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(['postponed', 'dead-lettered']));

    // This stack's redrive decides, and does nothing.
    await eventually(async () => {
      const would = (await redriveLog(bed)).filter(
        (line) => line.msg === 'would redrive' && line['lane'] === lane,
      );
      expect(would).not.toEqual([]);
    });
    expect(await moveTasks(bed, lane)).toEqual([]);

    await redrive(bed, lane);
    const [second] = await messagesIn(bed, `${lane}Dlq`, 1);
    expect(second?.body).toBe(first?.body);
    expect(second?.story).toEqual({ ...story, attempts: 8, redrives: 1 });

    bed.stack.aws.faults.remove(rule);
    await redrive(bed, lane);
    await settled(bed);
    expect((await processorLog(bed)).filter(({ msg }) => msg?.startsWith('halted'))).toEqual([]);
  },
);

it('what cannot succeed is parked with its story, in the object and in the notice', async () => {
  const { batch } = claimedBatch(bed.stack.names.stagingBucket, 9);
  // What it names was never written.
  await sendBatches(bed, [batch]);
  const { dataset, batchId: sourceId } = batch;
  const record = await parkedRecord(bed, { dataset, sourceId });
  const known = { dataset, source: `proof:${sourceId}`, attempts: 1, redrives: 0, traceId: traceOf(batch) };
  expect(record).toMatchObject({
    ...known,
    lane: 'rows',
    failure: { class: 'data', reason: 'object_missing' },
  });
  expect(JSON.parse(record.message)).toEqual(batch);
  expect(record.attributes).toEqual({ 'sluice-dataset': dataset, 'sluice-trace-id': traceOf(batch) });

  const [notice] = await messagesIn(bed, 'parked', 1);
  expect(notice?.story).toMatchObject({ ...known, class: 'data', reason: 'object_missing' });
  expect(parkedNoticeSchema.parse(JSON.parse(notice?.body ?? ''))).toMatchObject({
    bucket: bed.stack.names.quarantineBucket,
    key: `parked/${dataset}/${sourceId}.json`,
    dataset,
    reason: 'object_missing',
  });
});
