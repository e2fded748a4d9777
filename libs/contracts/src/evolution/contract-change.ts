/**
 * What a change of a contract does. `breaking`: records that were accepted are refused or read otherwise, readers
 * of the table meet what they did not expect, or the table that stands cannot follow. `additive`: what was
 * accepted stays accepted with the same values, and the table can follow in place. `neutral`: no verdict, value or
 * table changes.
 */
export type ChangeKind = 'breaking' | 'additive' | 'neutral';

/** One difference between two contracts of a dataset. */
export interface ContractChange {
  readonly kind: ChangeKind;
  /**
   * Whether there may be records, of keys that the older contract read, which it accepted and the newer one refuses or
   * reads as other values in a column that both have. Only breaking changes do it; those that break no record break
   * files, readers of the table or the table itself.
   */
  readonly breaksRecords: boolean;
  /** Name in the table; absent when the dataset as a whole is meant. */
  readonly column?: string;
  readonly what: string;
  /** Whom it touches, and how. */
  readonly why: string;
  /** What there is to do about it; empty when nothing. */
  readonly remedy: string;
}

/** Makes the changes of one column, or of the dataset as a whole. */
export function changesOf(column?: string) {
  const change =
    (kind: ChangeKind, breaksRecords = false) =>
    (what: string, why: string, remedy = ''): ContractChange => ({
      kind,
      breaksRecords,
      ...(column === undefined ? {} : { column }),
      what,
      why,
      remedy,
    });
  return {
    breaking: change('breaking'),
    /** Breaking for records, too: no older version that accepted them can be read any more. */
    breakingRecords: change('breaking', true),
    additive: change('additive'),
    neutral: change('neutral'),
  };
}

/** A text as people can tell it from its neighbours. */
export const quoted = (text: string): string => JSON.stringify(text);

export const quotedList = (texts: readonly string[]): string => texts.map(quoted).join(', ');

/** Whether two values are the same as JSON, in whatever order their keys stand. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder);

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
