import { streamRecordIdPrefix } from '@sluice/message-schemas';
import type { StreamRecord } from '../stream-record.js';
import { transformRecord, type TransformedRecord, type TransformOptions } from '../transform-record.js';
import { deliverJudged } from './deliver-judged.js';
import type { Delivered, DeliveryEnvironment, DeliverySettings, StopSignal } from './delivery.js';
import type { Gatherings } from './gatherings.js';

/**
 * Decodes, judges, packs and sends stream records, in order: while one message is compressed and others are sent,
 * records are judged for the next. In memory are at no time more than some messages' worth of text, and what one stream
 * record holds. At least once: doing it again, from `firstUnsent` or from the start, does no harm. Messages are as few as
 * their bytes allow, but for the last of each dataset; the same records make the same messages. Faults of the environment
 * do not throw.
 * @param records of one shard, in its order
 * @param signal stops it; what was not sent is told
 */
export async function deliverRecords<S extends StopSignal>(
  records: readonly StreamRecord[],
  settings: DeliverySettings,
  environment: DeliveryEnvironment<S>,
  signal?: S,
): Promise<Delivered> {
  const { stream, boundDataset } = settings;
  const { codec, findDataset } = environment;
  const options: TransformOptions = { stream, boundDataset, findDataset, codec };
  const recordIdPrefix = streamRecordIdPrefix(stream, shardOf(records));
  return deliverJudged({ settings, environment, recordIdPrefix, signal }, (gatherings, mayGoOn) =>
    judgeAll(records, options, gatherings, mayGoOn),
  );
}

function shardOf(records: readonly StreamRecord[]): string {
  const shardId = records[0]?.shardId ?? '';
  if (records.some((record) => record.shardId !== shardId)) throw new RangeError('records of several shards');
  return shardId;
}

/** @returns position of the first record that was not judged to its end; undefined when all were */
async function judgeAll(
  records: readonly StreamRecord[],
  options: TransformOptions,
  gatherings: Gatherings,
  mayGoOn: () => boolean,
): Promise<number | undefined> {
  let payloads = 0;
  const emit = (judged: TransformedRecord) => {
    gatherings.add(judged);
    // A record may hold half a million payloads, which take longer than there may be time for.
    if (++payloads % lookAfterPayloads === 0 && !mayGoOn()) throw enough;
  };
  for (const [position, record] of records.entries()) {
    if (!mayGoOn()) return position;
    try {
      transformRecord(record, position, options, emit);
    } catch (error) {
      if (error === enough) return position;
      throw error;
    }
    if (gatherings.isFull) await gatherings.packFull();
  }
  return undefined;
}

const lookAfterPayloads = 1000;
const enough = new Error('time is short');
