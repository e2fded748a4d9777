import type { ReasonCode, Row } from '@sluice/contracts';

/** A record of a file: its row, or what it is rejected for. */
export type FileRecord = { readonly row: Row } | { readonly reason: ReasonCode };

/** What lands in the landing bucket. */
export interface LandingFile {
  readonly key: string;
  readonly body: Buffer;
  readonly fate: FileFate;
}

/** What must become of a file. */
export type FileFate =
  | {
      readonly kind: 'loaded';
      readonly dataset: 'title-basics' | 'title-ratings';
      readonly records: readonly FileRecord[];
    }
  /** Bad as a whole: parked with this reason, and nothing of it loaded. */
  | { readonly kind: 'parked'; readonly reason: string };
