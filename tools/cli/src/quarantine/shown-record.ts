import type { QuarantinedRecord } from '@sluice/file-cleaning';
import { rawBytesOf } from './raw-records.js';

export interface ShownRecord {
  readonly dataset: string;
  readonly recordId: string;
  /** ISO 8601 UTC. */
  readonly arrivedAt: string;
  readonly reason: string;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  readonly rawLocation: string | null;
  readonly origin: string | null;
  /** Its raw bytes are not shown. */
  readonly isHidden: boolean;
  /** Undefined when it is hidden, or gone. */
  readonly record: QuarantinedRecord | undefined;
}

/** As it stands in the array of `--json`. */
export const shownJson = ({ isHidden, record, ...shown }: ShownRecord): object => ({
  ...shown,
  ...(isHidden ? { rawHidden: true } : {}),
  ...(record?.line === undefined ? {} : { line: record.line }),
  ...(record?.rawBytes === undefined ? {} : { rawBytes: record.rawBytes }),
  ...(record === undefined
    ? {}
    : record.rawBase64 === undefined
      ? { raw: record.raw ?? '' }
      : { rawBase64: record.rawBase64 }),
});

/** Characters of a raw record that people are shown. */
const longestRaw = 2_000;

/** Some lines for people. */
export function describeRecord(shown: ShownRecord): string {
  const { dataset, recordId, arrivedAt, reason, column, rule, value, origin, record } = shown;
  const place = record?.line === undefined ? '' : `, line ${record.line}`;
  return [
    `${recordId}`,
    `  ${dataset}${column === null ? '' : `.${column}`}: ${reason}`,
    `  expected ${visible(rule)}${value === null ? '' : `, found ${visible(value)}`}`,
    `  from ${visible(origin ?? 'a source that its ledger does not name')}${place}, arrived ${arrivedAt}`,
    `  raw ${rawText(shown)}`,
    '',
  ].join('\n');
}

function rawText({ isHidden, record, rawLocation }: ShownRecord): string {
  if (isHidden) return '(hidden, because columns of it are masked: --raw shows it)';
  if (record === undefined) return `(gone from ${rawLocation ?? 'the quarantine bucket'})`;
  const bytes = rawBytesOf(record);
  const text = bytes.toString('utf8');
  const size = record.rawBytes ?? bytes.length;
  return text.length > longestRaw || size > bytes.length
    ? `${visible(text.slice(0, longestRaw))}… (${size} bytes: --json has more)`
    : visible(text);
}

/** Records may hold anything, also what a terminal would obey. */
const visible = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const escape = JSON.stringify(character).slice(1, -1);
    return escape.startsWith('\\') ? escape : `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
