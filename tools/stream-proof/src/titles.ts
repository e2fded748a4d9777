import type { SeededRandom } from '@sluice/contracts';
import type { Fate, RatingRow, StreamItem } from './fate.js';

/** A record as its producer writes it down, and what must become of it. */
export interface Written {
  readonly text: string;
  readonly fate: Fate;
}

const tconst = (number: number): string => `tt${String(number).padStart(8, '0')}`;

/** Good records, no two alike unless asked for. */
export class Titles {
  #last = 0;

  constructor(private readonly random: SeededRandom) {}

  /** An event that no other has. */
  rating(contractVersion?: number): Written {
    const number = ++this.#last;
    const row: RatingRow = {
      tconst: tconst(number),
      averageRating: `${1 + this.random.below(9)}.${this.random.below(10)}`,
      numVotes: this.random.below(1_000_000),
      ratedAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString().replace('.000', ''),
    };
    // As a string: the text of a number may be another one for the same value.
    const data = { ...row };
    const envelope = { dataset: 'title-ratings', ...(contractVersion && { contractVersion }), data };
    return { text: JSON.stringify(envelope), fate: { kind: 'row', dataset: 'title-ratings', row } };
  }

  /** A version of a title: the later one stands. */
  title(number: number): Written {
    const row = { tconst: tconst(number), primaryTitle: `Title ${number}, version ${++this.#last}` };
    const data = {
      ...row,
      titleType: 'movie',
      originalTitle: row.primaryTitle,
      isAdult: false,
      startYear: 1950 + this.random.below(70),
    };
    return {
      text: JSON.stringify({ dataset: 'title-basics', data }),
      fate: { kind: 'row', dataset: 'title-basics', row },
    };
  }

  /** A rating whose column is at fault. */
  badRating(): Written {
    const { text } = this.rating();
    const bad = text.replace(/"numVotes":\d+/, '"numVotes":-1');
    return { text: bad, fate: rejected('title-ratings', 'out_of_range', bad) };
  }
}

export const rejected = (
  dataset: string,
  reason: Extract<Fate, { kind: 'reject' }>['reason'],
  raw: string | Uint8Array,
): Fate => ({ kind: 'reject', dataset, reason, raw: Buffer.from(raw) });

/** A record of one plain payload. */
export const itemOf = ({ text, fate }: Written, partitionKey: string, name = 'plain'): StreamItem => ({
  name,
  data: Buffer.from(text),
  partitionKey,
  payloads: [{ place: '', fate }],
});
