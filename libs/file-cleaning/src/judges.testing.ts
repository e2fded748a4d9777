import { createHash } from 'node:crypto';
import {
  recordValidator,
  sourcesOf,
  type Dataset,
  type ReasonCode,
  type Row,
  type Sha256Hex,
} from '@sluice/contracts';
import type { RawRecord } from './nasty-cells.testing.js';

/** What becomes of a record: the table's row, or its first fault. */
export type Judgement =
  { readonly row: Row } | { readonly column: string | null; readonly reason: ReasonCode };

/** One way to judge records of raw texts. Every one must say the same of every record. */
export interface Judge {
  readonly name: string;
  judge(dataset: Dataset, records: readonly RawRecord[]): Promise<readonly Judgement[]>;
}

export interface Disagreement {
  readonly record: RawRecord;
  readonly columns: string;
  readonly [judge: string]: unknown;
}

export const sha256Hex: Sha256Hex = (text) => createHash('sha256').update(text).digest('hex');

/** The row-at-a-time reference. */
export function zodJudge(compile?: Parameters<typeof recordValidator>[2]): Judge {
  return {
    name: 'zod',
    judge(dataset, records) {
      const validate = recordValidator(dataset, sha256Hex, compile);
      return Promise.resolve(
        records.map((record) => {
          const verdict = validate(record);
          if (verdict.ok) return { row: verdict.row };
          return { column: verdict.fault.column, reason: verdict.fault.reason };
        }),
      );
    },
  };
}

/**
 * Where two judges differ, of the records as a whole and of each column alone, or with those that it is derived from
 * (a record says nothing of the columns behind its first fault).
 */
export async function disagreements(
  one: Judge,
  other: Judge,
  dataset: Dataset,
  records: readonly RawRecord[],
): Promise<Disagreement[]> {
  const found: Disagreement[] = [];
  const alone = dataset.columns.map((column) => ({
    ...dataset,
    columns: [
      ...dataset.columns.filter(({ name }) => column.derive && sourcesOf(column.derive).includes(name)),
      column,
    ],
  }));
  for (const part of [dataset, ...alone]) {
    const [ones, others] = [await one.judge(part, records), await other.judge(part, records)];
    records.forEach((record, index) => {
      if (same(ones[index], others[index])) return;
      const columns = part.columns.map((column) => JSON.stringify(column)).join('\n');
      found.push({ record, columns, [one.name]: ones[index], [other.name]: others[index] });
    });
  }
  return found;
}

function same(one: Judgement | undefined, other: Judgement | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if ('row' in one && 'row' in other)
    // Object.is tells 0 from -0, which would be two values of one number.
    return (
      one.row.length === other.row.length &&
      one.row.every((value, index) => Object.is(value, other.row[index]))
    );
  return 'reason' in one && 'reason' in other && one.reason === other.reason && one.column === other.column;
}
