import type { ObjectStore } from '@sluice/object-store';
import { parkedRecordSchema, type ParkedRecord } from '@sluice/message-schemas';

/** What is parked: the objects are the truth, the queue only tells of them. */
export async function parkedRecords(objects: ObjectStore, quarantineBucket: string): Promise<ParkedRecord[]> {
  const records: ParkedRecord[] = [];
  for await (const { key } of objects.list(quarantineBucket, 'parked/')) {
    const body = await objects.read({ bucket: quarantineBucket, key });
    if (body) records.push(parkedRecordSchema.parse(JSON.parse(body.toString('utf8'))));
  }
  return records;
}
