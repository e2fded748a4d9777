import type { LoadMode } from '@sluice/contracts';
import type { ArrivalGroup } from './arrival-groups.js';
import type { TableRef } from '../quote.js';

/** A column of a temporary table. */
export interface TemporaryColumn {
  readonly name: string;
  readonly type: string;
}

/** The temporary tables of the sources. */
export interface SourceStage {
  /** As copied: `sourcesLayout`. */
  readonly sources: string;
  /**
   * What the ledger says of each: `new`; `known`, its identity is in the ledger or stands earlier in this load;
   * `duplicate`, the bytes of the last loaded source again; `superseded`, a snapshot older than the one that stands.
   */
  readonly verdicts: string;
}

/** The temporary tables of one kind of staged record: clean rows, or rejects. */
export interface RecordStage {
  /** As copied: `rowsLayout` or `rejectsLayout`. */
  readonly staged: string;
  /** Identity, arrival and what is compared, of every record whose source is not `known`. */
  readonly records: string;
  /** Those that are not to be applied, each once, with why. */
  readonly marks: string;
  /** The others. */
  readonly accepted: string;
}

export interface Ordering {
  readonly column: string;
  readonly direction: 'ASC' | 'DESC';
}

/** One step of a load's transaction, as a value; `render.ts` alone knows its SQL. */
export type LoadCommand =
  | { readonly do: 'limit-statement-time'; readonly seconds: number }
  | { readonly do: 'lock'; readonly table: TableRef }
  | { readonly do: 'create-stage'; readonly table: string; readonly columns: readonly TemporaryColumn[] }
  | { readonly do: 'copy'; readonly table: string; readonly manifestUri: string; readonly roleArn: string }
  | {
      readonly do: 'judge-sources';
      readonly stage: SourceStage;
      readonly ledger: TableRef;
      readonly mode: LoadMode['mode'];
    }
  | {
      readonly do: 'identify-records';
      readonly stage: SourceStage;
      readonly from: RecordStage;
      readonly columns: readonly string[];
    }
  /** Every record of the sources that are `duplicate` or `superseded`. */
  | { readonly do: 'mark-unapplied-sources'; readonly stage: SourceStage; readonly of: RecordStage }
  /** All but the first of the unmarked records that are equal in `columns`. */
  | {
      readonly do: 'mark-repeats';
      readonly of: RecordStage;
      readonly columns: readonly string[];
      readonly order: readonly Ordering[];
      readonly why: 'repeated' | 'superseded';
      /** Only records that have an identity of their own; those of a file have their place in it. */
      readonly identified?: SourceStage;
    }
  /** Records whose identity stands in `table` already. */
  | {
      readonly do: 'mark-present';
      readonly of: RecordStage;
      readonly table: TableRef;
      readonly within: readonly ArrivalGroup[];
      readonly identified?: SourceStage;
    }
  /** Records that another record's event in the target stands for, at most a window away. */
  | {
      readonly do: 'mark-present-events';
      readonly of: RecordStage;
      readonly target: TableRef;
      readonly columns: readonly string[];
      readonly windowSeconds: number;
      readonly within: readonly ArrivalGroup[];
    }
  /** Of the same event in the stage, all within a window of the one before. */
  | {
      readonly do: 'mark-repeated-events';
      readonly of: RecordStage;
      readonly columns: readonly string[];
      readonly windowSeconds: number;
    }
  /** Records whose key has the same or a newer version in the target. */
  | {
      readonly do: 'mark-superseded';
      readonly stage: SourceStage;
      readonly of: RecordStage;
      readonly target: TableRef;
      readonly ledger: TableRef;
      readonly key: readonly string[];
      readonly versionColumn: string | undefined;
    }
  /** Records, sent again by themselves, of another snapshot than the one that stands once this load is done. */
  | {
      readonly do: 'mark-other-snapshots';
      readonly stage: SourceStage;
      readonly of: RecordStage;
      readonly ledger: TableRef;
    }
  | { readonly do: 'accept-unmarked'; readonly of: RecordStage; readonly columns: readonly string[] }
  | {
      readonly do: 'delete-replaced';
      readonly target: TableRef;
      readonly by: RecordStage;
      readonly key: readonly string[];
    }
  /** Empties the target when the load brings a new snapshot. DELETE: TRUNCATE would commit. */
  | { readonly do: 'clear-target'; readonly target: TableRef; readonly stage: SourceStage }
  | {
      readonly do: 'insert-rows';
      readonly target: TableRef;
      readonly from: RecordStage;
      readonly columns: readonly { readonly name: string; readonly parseJson: boolean }[];
      readonly loadId: string;
    }
  /** Rejects whose records came again among the rows, and so are quarantined no more. */
  | {
      readonly do: 'settle-rejects';
      readonly table: TableRef;
      readonly by: RecordStage;
      readonly within: readonly ArrivalGroup[];
      readonly loadId: string;
    }
  | {
      readonly do: 'insert-rejects';
      readonly table: TableRef;
      readonly stage: SourceStage;
      readonly from: RecordStage;
      readonly loadId: string;
    }
  /** The ledger rows, whose NOT NULL `reconciled` ends the transaction unless every sum holds. */
  | {
      readonly do: 'record-sources';
      readonly stage: SourceStage;
      readonly ledger: TableRef;
      readonly target: TableRef;
      readonly rejectsTable: TableRef;
      /** Undefined when no such records were staged. */
      readonly rows: RecordStage | undefined;
      readonly rejects: RecordStage | undefined;
      readonly within: readonly ArrivalGroup[];
      readonly loadId: string;
      readonly startedAt: string;
      readonly stagedAt: string;
    }
  | { readonly do: 'read-ledger'; readonly stage: SourceStage; readonly ledger: TableRef };
