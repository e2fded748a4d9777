import type { LoadCommand, SourceStage } from '../load/command.js';
import { quoteIdentifier as id, quoteTable, type TableRef } from '../quote.js';
import { mark, newSnapshots, sameObject, sourceOfRecord, unmarked } from './sql-parts.js';

/** The sources that the ledger does not know yet, each once, are the first of their identity in the load. */
export function renderJudgement(command: Extract<LoadCommand, { do: 'judge-sources' }>): string {
  const { stage, ledger, mode } = command;
  const standing = mode === 'replace' ? renderStandingSnapshots(ledger) : renderLastOfKeys(stage, ledger);
  // What was cleaned by another contract may give other rows. In append it would give all of them twice.
  const sameBytes = `l."checksum" = s."checksum"${mode === 'append' ? '' : ` AND l."contract_version" = s."contract_version"`}`;
  const superseded =
    mode === 'replace'
      ? `
    WHEN s."kind" = 'file' AND (s."_age" > 1 OR n."arrived_at" > s."arrived_at"
      OR (n."arrived_at" = s."arrived_at" AND n."source_id" > s."source_id")) THEN 'superseded'`
      : '';
  return `INSERT INTO ${id(stage.verdicts)} ("_source_no", "source_id", "verdict", "duplicate_of")
SELECT j."_source_no", j."source_id", j."verdict", CASE WHEN j."verdict" = 'duplicate' THEN j."standing_id" END
FROM (
  SELECT s."_source_no", s."source_id", l."source_id" AS "standing_id",
    CASE WHEN s."_repeat" > 1 OR k."source_id" IS NOT NULL THEN 'known'${superseded}
      WHEN ${sameBytes} THEN 'duplicate'
      ELSE 'new' END AS "verdict"
  FROM (
    SELECT "_source_no", "source_id", "kind", "checksum", "contract_version", "arrived_at",
      ROW_NUMBER() OVER (PARTITION BY "source_id" ORDER BY "_source_no") AS "_repeat",
      ROW_NUMBER() OVER (PARTITION BY "kind" ORDER BY "arrived_at" DESC, "source_id" DESC, "_source_no") AS "_age"
    FROM ${id(stage.sources)}
  ) s
  LEFT JOIN (SELECT DISTINCT "source_id" FROM ${quoteTable(ledger)}) k ON k."source_id" = s."source_id"
  ${standing}
) j`;
}

/** `l`: the last loaded source of the object that a file is a version of. */
const renderLastOfKeys = (stage: SourceStage, ledger: TableRef): string => `LEFT JOIN (
    SELECT o."_source_no", p."source_id", p."checksum", p."contract_version",
      ROW_NUMBER() OVER (PARTITION BY o."_source_no" ORDER BY p."arrived_at" DESC, p."source_id" DESC) AS "_rank"
    FROM ${id(stage.sources)} o
    JOIN ${quoteTable(ledger)} p ON ${sameObject('p', 'o."object_bucket"', 'o."object_key"')}
    WHERE o."kind" = 'file' AND p."kind" = 'file' AND p."state" = 'loaded'
  ) l ON l."_source_no" = s."_source_no" AND l."_rank" = 1`;

/** `l`: the snapshot whose rows stand in the target; `n`: the same or a newer copy of it. */
function renderStandingSnapshots(ledger: TableRef): string {
  const newest = (states: string): string => `LEFT JOIN (
    SELECT "source_id", "kind", "checksum", "contract_version", "arrived_at",
      ROW_NUMBER() OVER (ORDER BY "arrived_at" DESC, "source_id" DESC) AS "_rank"
    FROM ${quoteTable(ledger)} WHERE "kind" = 'file' AND "state" IN (${states})
  )`;
  return `${newest(`'loaded'`)} l ON l."kind" = s."kind" AND l."_rank" = 1
  ${newest(`'loaded', 'duplicate'`)} n ON n."kind" = s."kind" AND n."_rank" = 1`;
}

export function renderOtherSnapshots({
  stage,
  of,
  ledger,
}: Extract<LoadCommand, { do: 'mark-other-snapshots' }>): string {
  const joins = [
    `LEFT JOIN (
    SELECT p."source_id", ROW_NUMBER() OVER (ORDER BY p."arrived_at" DESC, p."source_id" DESC) AS "_rank"
    FROM (
      SELECT "source_id", "arrived_at" FROM ${quoteTable(ledger)} WHERE "kind" = 'file' AND "state" = 'loaded'
      UNION ALL
      SELECT s."source_id", s."arrived_at" FROM ${newSnapshots(stage)}
    ) p
  ) l ON l."_rank" = 1 AND l."source_id" = ${sourceOfRecord('c."_record_id"')}`,
  ];
  return `${mark(of, 'superseded')}\nFROM ${unmarked(of, joins)}\n  AND l."source_id" IS NULL`;
}
