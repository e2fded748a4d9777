import type { LoadCommand } from '../load/command.js';
import { rejectsColumns } from '../migration/create-tables.js';
import { ledgerColumns } from '../load/ledger.js';
import { quoteIdentifier as id, quoteLiteral, quoteTable } from '../quote.js';
import { renderRecord } from './render-ledger.js';
import { renderSuperseded } from './render-superseded.js';
import { renderJudgement, renderOtherSnapshots } from './render-verdicts.js';
import {
  accepted,
  equal,
  identified,
  identity,
  list,
  mark,
  names,
  newSnapshots,
  ordering,
  sameRecord,
  seconds,
  unmarked,
  within,
} from './sql-parts.js';

/**
 * The statements of a load, in order, for one batch of the Data API, which runs it as one transaction. The last
 * one returns the ledger rows. Redshift, PostgreSQL and DuckDB read them alike, COPY and LOCK aside.
 */
export const renderLoad = (commands: readonly LoadCommand[]): string[] => commands.map(renderCommand);

/** Only what our own staging writes: nothing that an engine could read as an escape. */
const safeUri = /^s3:\/\/[a-z0-9][a-z0-9.-]*\/[A-Za-z0-9._=/-]+$/;
const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

function renderCommand(command: LoadCommand): string {
  switch (command.do) {
    case 'limit-statement-time':
      return `SET statement_timeout TO ${Math.ceil(command.seconds * 1000)}`;
    case 'lock':
      return `LOCK TABLE ${quoteTable(command.table)}`;
    case 'create-stage': {
      const columns = command.columns.map(({ name, type }) => `${id(name)} ${type}`);
      return `CREATE TEMP TABLE ${id(command.table)} (\n  ${columns.join(',\n  ')}\n)`;
    }
    case 'copy':
      return renderCopy(command);
    case 'judge-sources':
      return renderJudgement(command);
    case 'identify-records': {
      const { stage, from, columns } = command;
      return `INSERT INTO ${id(from.records)} (${list([...identity, ...columns])})
SELECT r."_source_no", r."_ordinal",
  COALESCE(r."_record_id", s."source_id" || ':' || LPAD(CAST(r."_ordinal" AS VARCHAR), 12, '0')),
  COALESCE(r."_arrived_at", s."arrived_at")${columns.map((name) => `, r.${id(name)}`).join('')}
FROM ${id(from.staged)} r
JOIN ${id(stage.sources)} s ON s."_source_no" = r."_source_no"
JOIN ${id(stage.verdicts)} v ON v."_source_no" = r."_source_no"
WHERE v."verdict" <> 'known'`;
    }
    case 'mark-unapplied-sources':
      return `INSERT INTO ${id(command.of.marks)} ("_source_no", "_ordinal", "why")
SELECT c."_source_no", c."_ordinal", v."verdict"
FROM ${id(command.of.records)} c
JOIN ${id(command.stage.verdicts)} v ON v."_source_no" = c."_source_no"
WHERE v."verdict" IN ('duplicate', 'superseded')`;
    case 'mark-repeats':
      return `${mark(command.of, command.why)}
FROM (
  SELECT c."_source_no", c."_ordinal",
    ROW_NUMBER() OVER (PARTITION BY ${list(command.columns, 'c')} ORDER BY ${ordering(command.order)}) AS "_rank"
  FROM ${unmarked(command.of, identified(command.identified))}
) c
WHERE c."_rank" > 1`;
    case 'mark-present':
      return `${mark(command.of, 'present', 'DISTINCT ')}
FROM ${unmarked(command.of, [...identified(command.identified), `JOIN ${quoteTable(command.table)} t ON t."_record_id" = c."_record_id"`])}
  AND ${within('t', command.within)}`;
    case 'mark-present-events':
      return `${mark(command.of, 'present', 'DISTINCT ')}
FROM ${unmarked(command.of, [`JOIN ${quoteTable(command.target)} t ON ${equal(command.columns)}`])}
  AND ${within('t', command.within)}
  AND t."_arrived_at" >= c."_arrived_at" - ${seconds(command.windowSeconds)}
  AND t."_arrived_at" <= c."_arrived_at" + ${seconds(command.windowSeconds)}`;
    case 'mark-repeated-events':
      return `${mark(command.of, 'repeated')}
FROM (
  SELECT c."_source_no", c."_ordinal", c."_arrived_at",
    LAG(c."_arrived_at") OVER (PARTITION BY ${list(command.columns, 'c')} ORDER BY c."_arrived_at", c."_record_id") AS "_before"
  FROM ${unmarked(command.of)}
) c
WHERE c."_arrived_at" <= c."_before" + ${seconds(command.windowSeconds)}`;
    case 'mark-superseded':
      return renderSuperseded(command);
    case 'mark-other-snapshots':
      return renderOtherSnapshots(command);
    case 'accept-unmarked': {
      const columns = [...identity, ...command.columns];
      return `INSERT INTO ${id(command.of.accepted)} (${list(columns)})
SELECT ${list(columns, 'c')}
FROM ${unmarked(command.of)}`;
    }
    case 'delete-replaced': {
      const { target, by, key } = command;
      const same = key.map((name) => `${id(target.name)}.${id(name)} = ${id(by.accepted)}.${id(name)}`);
      return `DELETE FROM ${quoteTable(target)} USING ${id(by.accepted)}\nWHERE ${same.join(' AND ')}`;
    }
    case 'clear-target':
      return `DELETE FROM ${quoteTable(command.target)}
WHERE EXISTS (SELECT 1 FROM ${newSnapshots(command.stage)})`;
    case 'insert-rows': {
      const { target, from, columns } = command;
      const names = [...columns.map(({ name }) => name), '_record_id', '_arrived_at', '_load_id'];
      const values = columns.map(({ name, parseJson }) =>
        parseJson ? `JSON_PARSE(r.${id(name)})` : `r.${id(name)}`,
      );
      return `INSERT INTO ${quoteTable(target)} (${list(names)})
SELECT ${[...values, 'a."_record_id"', 'a."_arrived_at"', quoteLiteral(command.loadId)].join(', ')}
FROM ${accepted(from)}`;
    }
    case 'settle-rejects': {
      const { table, by } = command;
      return `UPDATE ${quoteTable(table)} SET "state" = c."state", "settled_load_id" = ${quoteLiteral(command.loadId)}
FROM (
  SELECT t."_record_id", MAX(CASE WHEN m."_source_no" IS NULL THEN 'loaded' ELSE 'deduplicated' END) AS "state"
  FROM ${quoteTable(table)} t
  JOIN ${id(by.records)} r ON r."_record_id" = t."_record_id"
  LEFT JOIN ${id(by.marks)} m ON ${sameRecord('m', 'r')}
  WHERE t."state" = 'quarantined' AND ${within('t', command.within)}
  GROUP BY t."_record_id"
) c
WHERE ${id(table.name)}."_record_id" = c."_record_id"
  AND ${within(id(table.name), command.within)}`;
    }
    case 'insert-rejects': {
      const { table, stage, from } = command;
      return `INSERT INTO ${quoteTable(table)} (${list(names(rejectsColumns))})
SELECT a."_record_id", a."_arrived_at", ${quoteLiteral(command.loadId)}, s."source_id", 'quarantined',
  r."reason", r."column_name", r."rule", r."value_preview", s."quarantine_uri" || '#' || CAST(r."_ordinal" AS VARCHAR), NULL
FROM ${accepted(from)}
JOIN ${id(stage.sources)} s ON s."_source_no" = r."_source_no"`;
    }
    case 'record-sources':
      return renderRecord(command);
    case 'read-ledger': {
      const { stage, ledger } = command;
      return `SELECT v."_source_no", ${list(names(ledgerColumns), 'l')}
FROM ${id(stage.verdicts)} v
JOIN ${quoteTable(ledger)} l ON l."source_id" = v."source_id"
ORDER BY v."_source_no"`;
    }
  }
}

function renderCopy({ table, manifestUri, roleArn: role }: Extract<LoadCommand, { do: 'copy' }>): string {
  if (!safeUri.test(manifestUri))
    throw new RangeError(`not a staged manifest: ${JSON.stringify(manifestUri)}`);
  if (role !== 'default' && !roleArn.test(role))
    throw new RangeError('COPY needs the ARN of a role, or `default`');
  const authorised = role === 'default' ? 'default' : quoteLiteral(role);
  return `COPY ${id(table)} FROM ${quoteLiteral(manifestUri)} IAM_ROLE ${authorised} FORMAT AS PARQUET MANIFEST`;
}
