import { streamRecordIdPrefix } from '@sluice/message-schemas';
import type { StreamRecord } from '../stream-record.js';
import { transformRecord, type TransformedRecord, type TransformOptions } from '../transform-record.js';
import type { Delivered, DeliveryEnvironment, DeliverySettings, StopSignal } from './delivery.js';
import { Gatherings } from './gatherings.js';
import { Outbox } from './outbox.js';
import { Slots } from './slots.js';

/** Messages that are compressed, or stored as claim checks, at once. */
const packedAtOnce = 3;

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
  const { stream, boundDataset, maxMessageBytes } = settings;
  const { codec, findDataset } = environment;
  const outbox = new Outbox(settings, environment, signal);
  const gatherings = new Gatherings({
    stream,
    recordIdPrefix: streamRecordIdPrefix(stream, shardOf(records)),
    maxMessageBytes,
    codec,
    slots: new Slots(packedAtOnce),
    send: (batch) => outbox.send(batch),
  });
  const options: TransformOptions = { stream, boundDataset, findDataset, codec };
  const mayGoOn = () => !outbox.isBroken && environment.isClosing?.() !== true;

  const judged = await judgeAll(records, options, gatherings, mayGoOn);
  // What comes behind a claim check that was not stored, or a record that was not judged to its end, comes again.
  await gatherings.keepBefore(Math.min(outbox.tally.firstUnsent ?? Infinity, judged ?? Infinity));
  if (!outbox.isClosed) await gatherings.packAll();
  await gatherings.keepBefore(Infinity);
  await outbox.drain();
  for (const position of [judged, gatherings.firstPosition])
    if (position !== undefined) outbox.tally.unsent(position, 'AbortError');
  return outbox.tally.result();
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
