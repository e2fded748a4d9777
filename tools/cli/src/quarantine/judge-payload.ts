import { unrouted, type Dataset } from '@sluice/contracts';
import {
  transformRecord,
  type RecordCodec,
  type RouteOptions,
  type TransformedRecord,
} from '@sluice/stream-transform';
import type { VerdictAgain } from './verdict-again.js';

export interface PayloadOptions extends Pick<RouteOptions, 'findDataset'> {
  /** Whose reject it is. */
  readonly dataset: Dataset;
  readonly codec: RecordCodec;
}

/**
 * Judges a stream record's payload again by its bytes, which decode alone. Its envelope names its dataset; one without
 * came from a stream that is bound to it. What belonged to no dataset may belong to any that has a contract by now.
 */
export function judgePayload(raw: Buffer, options: PayloadOptions): VerdictAgain {
  const { dataset } = options;
  const judged = transformed(raw, options, undefined);
  if (belongs(judged, dataset)) return verdictOf(judged);
  if (dataset !== unrouted) {
    const bound = transformed(raw, options, dataset.name);
    if (belongs(bound, dataset)) return verdictOf(bound);
  }
  // Good for another dataset than the one whose reject it is, which its bytes do not let it be.
  return verdictOf(judged, 'unknown_dataset');
}

const belongs = (judged: readonly TransformedRecord[], dataset: Dataset): boolean =>
  judged.every((each) =>
    dataset === unrouted ? each.dataset !== unrouted : each.dataset.name === dataset.name,
  );

const place = 'again';

function transformed(
  data: Buffer,
  { codec, findDataset }: PayloadOptions,
  boundDataset: string | undefined,
): readonly TransformedRecord[] {
  const judged: TransformedRecord[] = [];
  const record = { shardId: '', sequenceNumber: place, arrivedAtMs: 0, data };
  transformRecord(record, 0, { stream: '', codec, findDataset, boundDataset }, (each) => judged.push(each));
  return judged;
}

/** A payload that holds several now would be several records, of which none has the old identity. */
function verdictOf(judged: readonly TransformedRecord[], ofAnother?: string): VerdictAgain {
  const [only, ...more] = judged;
  if (only === undefined || more.length > 0 || only.id !== place)
    return {
      is: 'unreadable',
      why: 'they hold a list by the rules of now: replay their stream, or put the items again',
    };
  if ('reject' in only) return { is: 'bad', reason: only.reject.reason };
  if (ofAnother !== undefined) return { is: 'bad', reason: ofAnother };
  return { is: 'good', dataset: only.dataset, row: only.row.values };
}
