import type { ArrivalGroup } from '../load/arrival-groups.js';
import type { Ordering, RecordStage, SourceStage } from '../load/command.js';
import { recordColumns } from '../load/layouts.js';
import { quoteIdentifier as id, quoteInstant, quoteLiteral } from '../quote.js';

export const names = (columns: readonly { readonly name: string }[]): string[] =>
  columns.map(({ name }) => name);
export const identity = names(recordColumns);
export const list = (columns: readonly string[], alias?: string): string =>
  columns.map((name) => (alias === undefined ? id(name) : `${alias}.${id(name)}`)).join(', ');
export const ordering = (order: readonly Ordering[]): string =>
  order.map(({ column, direction }) => `c.${id(column)} ${direction}`).join(', ');
export const equal = (columns: readonly string[]): string =>
  columns.map((name) => `t.${id(name)} = c.${id(name)}`).join(' AND ');
export const seconds = (count: number): string => `INTERVAL '${Math.ceil(count)} seconds'`;
export const sameRecord = (left: string, right: string): string =>
  `${left}."_source_no" = ${right}."_source_no" AND ${left}."_ordinal" = ${right}."_ordinal"`;

/** Literal bounds, so that the zone maps of a table sorted by arrival skip the rest of it. */
export function within(alias: string, groups: readonly ArrivalGroup[]): string {
  const spans = groups.map(
    ({ from, to }) => `${alias}."_arrived_at" BETWEEN ${quoteInstant(from)} AND ${quoteInstant(to)}`,
  );
  return `(${spans.join('\n    OR ')})`;
}

export const mark = (of: RecordStage, why: string, distinct = ''): string =>
  `INSERT INTO ${id(of.marks)} ("_source_no", "_ordinal", "why")
SELECT ${distinct}c."_source_no", c."_ordinal", ${quoteLiteral(why)}`;

/** The records that no mark stands for yet, as `c`; ends in the WHERE clause. */
export const unmarked = (of: RecordStage, joins: readonly string[] = []): string =>
  [
    `${id(of.records)} c`,
    ...joins,
    `LEFT JOIN ${id(of.marks)} m ON ${sameRecord('m', 'c')}`,
    `WHERE m."_source_no" IS NULL`,
  ].join('\n  ');

/** Joins that leave the records with an identity of their own; none when all are meant. */
export const identified = (stage: SourceStage | undefined): string[] =>
  stage === undefined
    ? []
    : [`JOIN ${id(stage.sources)} s ON s."_source_no" = c."_source_no" AND s."kind" <> 'file'`];

/** The staged records that were accepted, as `r`, with their identity, as `a`. */
export const accepted = (stage: RecordStage): string =>
  `${id(stage.staged)} r\nJOIN ${id(stage.accepted)} a ON ${sameRecord('a', 'r')}`;

/** A record of a file is its source's id, a colon and twelve digits. */
export const sourceOfRecord = (record: string): string =>
  `CASE WHEN LENGTH(${record}) > 13 THEN SUBSTRING(${record}, 1, LENGTH(${record}) - 13) END`;

/** The snapshot that this load brings, at most one. */
export const newSnapshots = (stage: SourceStage): string =>
  `${id(stage.sources)} s JOIN ${id(stage.verdicts)} v ON v."_source_no" = s."_source_no" WHERE s."kind" = 'file' AND v."verdict" = 'new'`;

/**
 * The same object of S3. Redshift takes texts for equal that differ by blanks at their end, and keys may: what is put
 * behind makes them count.
 */
export const sameObject = (left: string, bucket: string, key: string): string =>
  `${left}."object_bucket" = ${bucket} AND ${left}."object_key" = ${key} AND ${left}."object_key" || '.' = ${key} || '.'`;
