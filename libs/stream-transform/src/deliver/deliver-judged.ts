import type { RowBatch } from '@sluice/message-schemas';
import type { Delivered, DeliveryEnvironment, DeliverySettings, StopSignal } from './delivery.js';
import { Gatherings } from './gatherings.js';
import { Outbox } from './outbox.js';
import { Slots } from './slots.js';

/** Messages that are compressed, or stored as claim checks, at once. */
const packedAtOnce = 3;

export interface JudgedOptions<S extends StopSignal> {
  readonly settings: Pick<DeliverySettings, 'stream' | 'rowsQueueUrl' | 'stagingBucket' | 'maxMessageBytes'>;
  readonly environment: Omit<DeliveryEnvironment<S>, 'findDataset'>;
  /** What every record id begins with. */
  readonly recordIdPrefix: string;
  /** Of the batches. */
  readonly kind?: RowBatch['kind'];
  readonly signal?: S | undefined;
}

/**
 * Packs and sends what `gather` hands over, as far as it may go on.
 * @param gather gives the position of the first record that it did not hand over to its end; undefined when it did all
 */
export async function deliverJudged<S extends StopSignal>(
  { settings, environment, recordIdPrefix, kind, signal }: JudgedOptions<S>,
  gather: (gatherings: Gatherings, mayGoOn: () => boolean) => Promise<number | undefined>,
): Promise<Delivered> {
  const { stream, maxMessageBytes } = settings;
  const outbox = new Outbox(settings, environment, signal);
  const gatherings = new Gatherings({
    stream,
    recordIdPrefix,
    kind,
    maxMessageBytes,
    codec: environment.codec,
    slots: new Slots(packedAtOnce),
    send: (batch) => outbox.send(batch),
  });
  const judged = await gather(gatherings, () => !outbox.isBroken && environment.isClosing?.() !== true);
  // What comes behind a claim check that was not stored, or a record that was not judged to its end, comes again.
  await gatherings.keepBefore(Math.min(outbox.tally.firstUnsent ?? Infinity, judged ?? Infinity));
  if (!outbox.isClosed) await gatherings.packAll();
  await gatherings.keepBefore(Infinity);
  await outbox.drain();
  for (const position of [judged, gatherings.firstPosition])
    if (position !== undefined) outbox.tally.unsent(position, 'AbortError');
  return outbox.tally.result();
}
