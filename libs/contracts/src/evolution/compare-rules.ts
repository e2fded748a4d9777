import type { DecimalColumn } from '../column.js';
import { changesOf, quoted, quotedList, type ContractChange } from './contract-change.js';
import type { ColumnDescription } from './contract-description.js';

/** Texts that a column's rule names. */
export function textsOf(column: ColumnDescription): readonly string[] {
  if (column.type === 'boolean') return [...column.trueTexts, ...column.falseTexts];
  return column.type === 'text' ? (column.enum ?? []) : [];
}

/** What changed in the rule of a column that kept its type. */
export function compareRules(before: ColumnDescription, after: ColumnDescription): ContractChange[] {
  const rule = new RuleChanges(after.name);
  if (before.type === 'text' && after.type === 'text') {
    rule.bound('least length', before.minBytes, after.minBytes, (old, now) => now <= old);
    rule.bound('greatest length', before.maxBytes, after.maxBytes, (old, now) => now >= old);
    rule.pattern(before.pattern, after.pattern);
    rule.enumeration(before.enum, after.enum);
  } else if (before.type === 'integer' && after.type === 'integer') {
    rule.bound('least value', before.min, after.min, (old, now) => now <= old);
    rule.bound('greatest value', before.max, after.max, (old, now) => now >= old);
  } else if (before.type === 'bigint' && after.type === 'bigint') {
    rule.bound('least value', before.min, after.min, (old, now) => BigInt(now) <= BigInt(old));
    rule.bound('greatest value', before.max, after.max, (old, now) => BigInt(now) >= BigInt(old));
  } else if (before.type === 'decimal' && after.type === 'decimal') {
    rule.decimals(before, after);
  } else if (before.type === 'boolean' && after.type === 'boolean') {
    rule.booleanTexts('true', before.trueTexts, after.trueTexts);
    rule.booleanTexts('false', before.falseTexts, after.falseTexts);
  } else if (before.type === 'list' && after.type === 'list') {
    rule.separator(before.separator, after.separator);
    rule.bound('greatest length', before.maxBytes, after.maxBytes, (old, now) => now >= old);
  } else if (before.type === 'json' && after.type === 'json') {
    rule.bound('greatest length', before.maxBytes, after.maxBytes, (old, now) => now >= old);
  }
  return rule.changes;
}

const narrowed = 'Records that were accepted are refused, replays of older ones too.';
const askFirst =
  'See with `sluice clean` and a recent file how many records it would refuse, and agree with whoever delivers them.';
const widened = 'All that was accepted stays accepted; readers may meet values that were not there before.';

class RuleChanges {
  readonly changes: ContractChange[] = [];
  private readonly make;

  constructor(column: string) {
    this.make = changesOf(column);
  }

  bound<T extends string | number | undefined>(
    title: string,
    old: T,
    now: T,
    isWider: (old: NonNullable<T>, now: NonNullable<T>) => boolean,
  ): void {
    if (old === now) return;
    const what = `${title} ${old ?? 'none'} became ${now ?? 'none'}`;
    const isWide =
      now === undefined || (old !== undefined && old !== null && now !== null && isWider(old, now));
    this.add(isWide, what);
  }

  pattern(old: string | undefined, now: string | undefined): void {
    if (old === now) return;
    if (now === undefined) this.add(true, `pattern ${old} removed`);
    else if (old === undefined) this.add(false, `pattern ${now} added`);
    else
      this.changes.push(
        this.make.breakingRecords(
          `pattern ${old} became ${now}`,
          'Whether the new pattern matches all that the old one did cannot be told in general. ' + narrowed,
          askFirst,
        ),
      );
  }

  enumeration(old: readonly string[] | undefined, now: readonly string[] | undefined): void {
    if (old === undefined && now === undefined) return;
    if (now === undefined) return this.add(true, 'list of accepted texts removed');
    if (old === undefined) return this.add(false, `only ${quotedList(now)} are accepted`);
    this.texts('accepted texts', old, now);
  }

  booleanTexts(truth: string, old: readonly string[], now: readonly string[]): void {
    this.texts(`texts for ${truth}`, old, now);
  }

  separator(old: string, now: string): void {
    if (old === now) return;
    this.changes.push(
      this.make.breakingRecords(
        `separator ${quoted(old)} became ${quoted(now)}`,
        'The same text gives other items than those that are loaded.',
        'Agree on the day with whoever delivers it; replays of older records need the older contract.',
      ),
    );
  }

  /** Precision and scale are the type in the table, which is told as such. */
  decimals(before: DecimalColumn, after: DecimalColumn): void {
    const scale = Math.max(before.scale, after.scale);
    const units = (bound: string) => unitsOf(bound, scale);
    this.bound('least value', before.min, after.min, (old, now) => units(now) <= units(old));
    this.bound('greatest value', before.max, after.max, (old, now) => units(now) >= units(old));
  }

  private texts(title: string, old: readonly string[], now: readonly string[]): void {
    const gone = old.filter((entry) => !now.includes(entry));
    const come = now.filter((entry) => !old.includes(entry));
    if (gone.length > 0) this.add(false, `${title}: ${quotedList(gone)} removed`);
    if (come.length > 0) this.add(true, `${title}: ${quotedList(come)} added`);
    if (gone.length + come.length === 0 && JSON.stringify(old) !== JSON.stringify(now))
      this.changes.push(
        this.make.neutral(
          `${title} stand in another order`,
          'Every text is judged as before; cleaned text files write the first for a boolean.',
        ),
      );
  }

  private add(isWide: boolean, what: string): void {
    this.changes.push(
      isWide ? this.make.additive(what, widened) : this.make.breakingRecords(what, narrowed, askFirst),
    );
  }
}

/** A plain decimal as a count of its smallest unit. */
function unitsOf(bound: string, scale: number): bigint {
  const [whole = '0', fraction = ''] = bound.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}
