import type { ReasonCode } from '@sluice/contracts';

/** What must become of a payload. */
export type Fate =
  | { readonly kind: 'row'; readonly dataset: 'title-ratings'; readonly row: RatingRow }
  | { readonly kind: 'row'; readonly dataset: 'title-basics'; readonly row: TitleRow }
  | {
      readonly kind: 'reject';
      readonly dataset: string;
      readonly reason: ReasonCode;
      /** What quarantine must keep: the payload's own bytes. */
      readonly raw: Uint8Array;
    };

export interface RatingRow {
  readonly tconst: string;
  readonly averageRating: string;
  readonly numVotes: number;
  /** ISO 8601, UTC, whole seconds. */
  readonly ratedAt: string;
}

export interface TitleRow {
  readonly tconst: string;
  readonly primaryTitle: string;
}

/** A payload of a record: where it stands in it (`''`, `:000001`, `:000001:000000`), and what must become of it. */
export interface Payload {
  readonly place: string;
  readonly fate: Fate;
}

/** What a producer puts on the stream. */
export interface StreamItem {
  /** For people. */
  readonly name: string;
  readonly data: Uint8Array;
  readonly partitionKey: string;
  readonly payloads: readonly Payload[];
}
