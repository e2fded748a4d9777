import type { ArrivalGroup } from './arrival-groups.js';
import type { LoadCommand, Ordering, RecordStage, SourceStage } from './command.js';
import { rejectsColumns } from './create-tables.js';
import { recordColumns } from './layouts.js';
import { ledgerColumns, type LedgerColumnName } from './ledger.js';
import { quoteIdentifier as id, quoteInstant, quoteLiteral, quoteTable, type TableRef } from './quote.js';

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
    case 'mark-duplicate-sources':
      return `${mark(command.of, 'duplicate')}
FROM ${id(command.of.records)} c
JOIN ${id(command.stage.verdicts)} v ON v."_source_no" = c."_source_no"
WHERE v."verdict" = 'duplicate'`;
    case 'mark-repeats':
      return `${mark(command.of, command.why)}
FROM (
  SELECT c."_source_no", c."_ordinal",
    ROW_NUMBER() OVER (PARTITION BY ${list(command.columns, 'c')} ORDER BY ${ordering(command.order)}) AS "_rank"
  FROM ${unmarked(command.of)}
) c
WHERE c."_rank" > 1`;
    case 'mark-present':
      return `${mark(command.of, 'present', 'DISTINCT ')}
FROM ${unmarked(command.of, [`JOIN ${quoteTable(command.table)} t ON t."_record_id" = c."_record_id"`])}
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
    case 'insert-rejects': {
      const { table, stage, from } = command;
      return `INSERT INTO ${quoteTable(table)} (${list(names(rejectsColumns))})
SELECT a."_record_id", a."_arrived_at", ${quoteLiteral(command.loadId)}, s."source_id", 'quarantined',
  r."reason", r."column_name", r."rule", r."value_preview", s."quarantine_uri" || '#' || CAST(r."_ordinal" AS VARCHAR)
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

const names = (columns: readonly { readonly name: string }[]): string[] => columns.map(({ name }) => name);
const identity = names(recordColumns);
const list = (columns: readonly string[], alias?: string): string =>
  columns.map((name) => (alias === undefined ? id(name) : `${alias}.${id(name)}`)).join(', ');
const ordering = (order: readonly Ordering[]): string =>
  order.map(({ column, direction }) => `c.${id(column)} ${direction}`).join(', ');
const equal = (columns: readonly string[]): string =>
  columns.map((name) => `t.${id(name)} = c.${id(name)}`).join(' AND ');
const seconds = (count: number): string => `INTERVAL '${Math.ceil(count)} seconds'`;
const sameRecord = (left: string, right: string): string =>
  `${left}."_source_no" = ${right}."_source_no" AND ${left}."_ordinal" = ${right}."_ordinal"`;

/** Literal bounds, so that the zone maps of a table sorted by arrival skip the rest of it. */
function within(alias: string, groups: readonly ArrivalGroup[]): string {
  const spans = groups.map(
    ({ from, to }) => `${alias}."_arrived_at" BETWEEN ${quoteInstant(from)} AND ${quoteInstant(to)}`,
  );
  return `(${spans.join('\n    OR ')})`;
}

const mark = (of: RecordStage, why: string, distinct = ''): string =>
  `INSERT INTO ${id(of.marks)} ("_source_no", "_ordinal", "why")
SELECT ${distinct}c."_source_no", c."_ordinal", ${quoteLiteral(why)}`;

/** The records that no mark stands for yet, as `c`; ends in the WHERE clause. */
const unmarked = (of: RecordStage, joins: readonly string[] = []): string =>
  [
    `${id(of.records)} c`,
    ...joins,
    `LEFT JOIN ${id(of.marks)} m ON ${sameRecord('m', 'c')}`,
    `WHERE m."_source_no" IS NULL`,
  ].join('\n  ');

/** The staged records that were accepted, as `r`, with their identity, as `a`. */
const accepted = (stage: RecordStage): string =>
  `${id(stage.staged)} r\nJOIN ${id(stage.accepted)} a ON ${sameRecord('a', 'r')}`;

function renderCopy({ table, manifestUri, roleArn: role }: Extract<LoadCommand, { do: 'copy' }>): string {
  if (!safeUri.test(manifestUri))
    throw new RangeError(`not a staged manifest: ${JSON.stringify(manifestUri)}`);
  if (role !== 'default' && !roleArn.test(role))
    throw new RangeError('COPY needs the ARN of a role, or `default`');
  const authorised = role === 'default' ? 'default' : quoteLiteral(role);
  return `COPY ${id(table)} FROM ${quoteLiteral(manifestUri)} IAM_ROLE ${authorised} FORMAT AS PARQUET MANIFEST`;
}

function renderJudgement({ stage, ledger }: { stage: SourceStage; ledger: TableRef }): string {
  return `INSERT INTO ${id(stage.verdicts)} ("_source_no", "source_id", "verdict", "duplicate_of")
SELECT s."_source_no", s."source_id",
  CASE WHEN s."_repeat" > 1 OR k."source_id" IS NOT NULL THEN 'known'
    WHEN d."source_id" IS NOT NULL THEN 'duplicate'
    ELSE 'new' END,
  d."source_id"
FROM (
  SELECT "_source_no", "source_id", "checksum",
    ROW_NUMBER() OVER (PARTITION BY "source_id" ORDER BY "_source_no") AS "_repeat"
  FROM ${id(stage.sources)}
) s
LEFT JOIN (SELECT DISTINCT "source_id" FROM ${quoteTable(ledger)}) k ON k."source_id" = s."source_id"
LEFT JOIN (
  SELECT n."_source_no", l."source_id", l."checksum",
    ROW_NUMBER() OVER (PARTITION BY n."_source_no" ORDER BY l."arrived_at" DESC, l."source_id" DESC) AS "_rank"
  FROM ${id(stage.sources)} n
  JOIN ${quoteTable(ledger)} l ON l."object_bucket" = n."object_bucket" AND l."object_key" = n."object_key"
  WHERE n."kind" = 'file' AND l."kind" = 'file' AND l."state" = 'loaded'
) d ON d."_source_no" = s."_source_no" AND d."_rank" = 1 AND d."checksum" = s."checksum"`;
}

/**
 * `again`: when a key's bytes came again (a `duplicate`), the rows of the source they equal are as new as the copy,
 * for older versions of that same object that are loaded late. Without it A, A again, late B would leave B.
 * File identities are the source's id, a colon and twelve digits.
 */
function renderSuperseded(command: Extract<LoadCommand, { do: 'mark-superseded' }>): string {
  const { stage, of, target, ledger, key, versionColumn } = command;
  const targetSource = `CASE WHEN LENGTH(t."_record_id") > 13 THEN SUBSTRING(t."_record_id", 1, LENGTH(t."_record_id") - 13) END`;
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
    AND again."object_bucket" = s."object_bucket" AND again."object_key" = s."object_key"`,
  ];
  return `${mark(of, 'superseded', 'DISTINCT ')}\nFROM ${unmarked(of, joins)}\n  AND ${notOlder}`;
}

function renderRecord(command: Extract<LoadCommand, { do: 'record-sources' }>): string {
  const { stage, ledger, target, rejectsTable, rows, rejects, loadId, now } = command;
  const bySource = (alias: string): string => `${alias} ON ${alias}."_source_no" = s."_source_no"`;
  const written = (table: TableRef, part: RecordStage, alias: string): string => `LEFT JOIN (
  SELECT a."_source_no", COUNT(*) AS "n"
  FROM ${quoteTable(table)} t
  JOIN ${id(part.accepted)} a ON a."_record_id" = t."_record_id"
  WHERE t."_load_id" = ${quoteLiteral(loadId)}
    AND ${within('t', command.within)}
  GROUP BY a."_source_no"
) ${bySource(alias)}`;
  const counted = (table: string, alias: string): string =>
    `LEFT JOIN (SELECT "_source_no", COUNT(*) AS "n" FROM ${id(table)} GROUP BY "_source_no") ${bySource(alias)}`;
  const counts = (table: TableRef, part: RecordStage | undefined, name: string): string[] =>
    part === undefined
      ? []
      : [
          written(table, part, `written_${name}`),
          counted(part.marks, `marked_${name}`),
          counted(part.staged, `staged_${name}`),
        ];
  const term = (what: string, name: string, part: RecordStage | undefined): string[] =>
    part === undefined ? [] : [`COALESCE(${what}_${name}."n", 0)`];
  const sum = (terms: readonly string[]): string => (terms.length === 0 ? '0' : terms.join(' + '));
  const loaded = term('written', 'rows', rows);
  const quarantined = term('written', 'rejects', rejects);
  const deduplicated = [...term('marked', 'rows', rows), ...term('marked', 'rejects', rejects)];
  // Also against the stage itself: two records staged under one place would be one mark for both.
  const staged = [...term('staged', 'rows', rows), ...term('staged', 'rejects', rejects)];
  const values: Partial<Record<LedgerColumnName, string>> = {
    load_id: quoteLiteral(loadId),
    state: `CASE WHEN v."verdict" = 'duplicate' THEN 'duplicate' ELSE 'loaded' END`,
    duplicate_of: `v."duplicate_of"`,
    loaded: sum(loaded),
    deduplicated: sum(deduplicated),
    quarantined: sum(quarantined),
    reconciled: `CASE WHEN s."records_read" = ${sum([...loaded, ...deduplicated, ...quarantined])}
    AND s."records_read" = ${sum(staged)} THEN TRUE END`,
    loaded_at: quoteInstant(now),
  };
  return [
    `INSERT INTO ${quoteTable(ledger)} (${list(names(ledgerColumns))})`,
    `SELECT ${ledgerColumns.map(({ name }) => values[name] ?? `s.${id(name)}`).join(',\n  ')}`,
    `FROM ${id(stage.sources)} s`,
    `JOIN ${id(stage.verdicts)} v ON v."_source_no" = s."_source_no"`,
    ...counts(target, rows, 'rows'),
    ...counts(rejectsTable, rejects, 'rejects'),
    `WHERE v."verdict" <> 'known'`,
  ].join('\n');
}
