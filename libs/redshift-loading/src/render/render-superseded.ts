import type { LoadCommand } from '../load/command.js';
import { quoteIdentifier as id, quoteTable } from '../quote.js';
import { equal, mark, sameObject, sourceOfRecord, unmarked } from './sql-parts.js';

/**
 * `again`: when a key's bytes came again (a `duplicate`), the rows of the source they equal are as new as the copy,
 * for older versions of that same object that are loaded late. Without it A, A again, late B would leave B. `whole`:
 * of a record that is replayed by itself, the file that it is of, which says what object that was; one equality and
 * nothing beside it, or engines compare every record with every row of the ledger.
 */
export function renderSuperseded(command: Extract<LoadCommand, { do: 'mark-superseded' }>): string {
  const { stage, of, target, ledger, key, versionColumn } = command;
  const targetSource = sourceOfRecord('t."_record_id"');
  const arrived = `COALESCE(again."arrived_at", t."_arrived_at")`;
  const record = `COALESCE(again."source_id" || SUBSTRING(t."_record_id", LENGTH(t."_record_id") - 12), t."_record_id")`;
  const byArrival = `(${arrived} > c."_arrived_at" OR (${arrived} = c."_arrived_at" AND ${record} >= c."_record_id"))`;
  const notOlder =
    versionColumn === undefined
      ? byArrival
      : `(t.${id(versionColumn)} > c.${id(versionColumn)} OR (t.${id(versionColumn)} = c.${id(versionColumn)} AND ${byArrival}))`;
  const joins = [
    `JOIN ${quoteTable(target)} t ON ${equal(key)}`,
    `JOIN ${id(stage.sources)} s ON s."_source_no" = c."_source_no"`,
    `LEFT JOIN ${quoteTable(ledger)} whole ON whole."source_id" = CASE WHEN s."kind" = 'replay' THEN ${sourceOfRecord('c."_record_id"')} END`,
    `LEFT JOIN (
    SELECT d."duplicate_of", d."object_bucket", d."object_key", d."arrived_at", d."source_id",
      ROW_NUMBER() OVER (PARTITION BY d."duplicate_of" ORDER BY d."arrived_at" DESC, d."source_id" DESC) AS "_rank"
    FROM (
      SELECT "duplicate_of", "object_bucket", "object_key", "arrived_at", "source_id"
      FROM ${quoteTable(ledger)} WHERE "state" = 'duplicate'
      UNION ALL
      SELECT v."duplicate_of", n."object_bucket", n."object_key", n."arrived_at", n."source_id"
      FROM ${id(stage.sources)} n
      JOIN ${id(stage.verdicts)} v ON v."_source_no" = n."_source_no"
      WHERE v."verdict" = 'duplicate'
    ) d
    JOIN ${quoteTable(ledger)} o ON o."source_id" = d."duplicate_of"
    WHERE d."arrived_at" > o."arrived_at" OR (d."arrived_at" = o."arrived_at" AND d."source_id" > o."source_id")
  ) again ON again."_rank" = 1 AND again."duplicate_of" = ${targetSource}
    AND ${sameObject('again', 'COALESCE(s."object_bucket", whole."object_bucket")', 'COALESCE(s."object_key", whole."object_key")')}`,
  ];
  return `${mark(of, 'superseded', 'DISTINCT ')}\nFROM ${unmarked(of, joins)}\n  AND ${notOlder}`;
}
