import type { Dataset, Row } from '@sluice/contracts';

/** What a bad record is by the contract of now. */
export type VerdictAgain =
  /** Of the dataset whose rows it belongs to. */
  | { readonly is: 'good'; readonly dataset: Dataset; readonly row: Row }
  /** A reason code, of the record or of the file. */
  | { readonly is: 'bad'; readonly reason: string }
  /** It cannot be judged again; one line for people. */
  | { readonly is: 'unreadable'; readonly why: string };
