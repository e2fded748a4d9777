import type { Dataset } from '@sluice/contracts';
import type { BatchRow } from '@sluice/message-schemas';
import { deliverJudged, type JudgedOptions } from './deliver-judged.js';
import type { Delivered, StopSignal } from './delivery.js';

/** A row that was judged already, with the identity and the arrival that it had when it first came. */
export interface RowAgain {
  readonly dataset: Dataset;
  readonly row: BatchRow;
}

/**
 * Packs and sends rows of any earlier sources, in order, as batches of the kind `replay`: each is loaded under its old
 * record id, and its reject is settled. At least once; the same rows make the same messages, so doing it again does no
 * harm. Faults of the environment do not throw.
 * @param options `stream` of the settings says what they are sent again from
 * @returns `firstUnsent` is an index of `rows`
 */
export const deliverRows = <S extends StopSignal>(
  rows: readonly RowAgain[],
  options: Pick<JudgedOptions<S>, 'settings' | 'environment' | 'signal'>,
): Promise<Delivered> =>
  deliverJudged({ ...options, recordIdPrefix: '', kind: 'replay' }, async (gatherings, mayGoOn) => {
    for (const [position, { dataset, row }] of rows.entries()) {
      if (!mayGoOn()) return position;
      gatherings.add({ dataset, position, id: row.recordId, row });
      if (gatherings.isFull) await gatherings.packFull();
    }
    return undefined;
  });
