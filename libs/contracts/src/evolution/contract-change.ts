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
    (kind: ChangeKind) =>
    (what: string, why: string, remedy = ''): ContractChange => ({
      kind,
      ...(column === undefined ? {} : { column }),
      what,
      why,
      remedy,
    });
  return { breaking: change('breaking'), additive: change('additive'), neutral: change('neutral') };
}

/** A text as people can tell it from its neighbours. */
export const quoted = (text: string): string => JSON.stringify(text);

export const quotedList = (texts: readonly string[]): string => texts.map(quoted).join(', ');

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
