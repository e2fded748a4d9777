import { titleBasics, titleRatings, type Dataset } from '@sluice/contracts';
import type { TestSource } from '@sluice/load-model';
import type { Delivery } from './killing.testing.js';
import type { ProcessorSite } from './processor-site.testing.js';
import { fileRound, rowRound } from './rounds.testing.js';

/** A way into the warehouse: what is delivered round by round, and what the model says of it. */
export interface Lane {
  readonly name: Delivery['lane'];
  readonly dataset: Dataset;
  /** Everything but the message: that is `send`. */
  prepare(
    site: ProcessorSite,
    round: number,
  ): Promise<Delivery & { readonly sources: readonly TestSource[] }>;
}

/** Upsert: each file replaces rows of those before. */
export const filesLane: Lane = {
  name: 'files',
  dataset: titleBasics,
  prepare: async (site, round) => {
    const file = fileRound(round);
    const landed = await site.land(titleBasics.name, file.name, file.body);
    return { lane: 'files', send: () => site.announce(landed), sources: [file.source(landed)] };
  },
};

/** Append with event identity: micro-batches of several sources. */
export const rowsLane: Lane = {
  name: 'rows',
  dataset: titleRatings,
  prepare: (site, round) => {
    const { batches, sources } = rowRound(round);
    return Promise.resolve({ lane: 'rows', send: () => site.send(batches), sources });
  },
};
