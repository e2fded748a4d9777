import type { LoadCommand, RecordStage } from '../load/command.js';
import { ledgerColumns, type LedgerColumnName } from '../load/ledger.js';
import { quoteIdentifier as id, quoteInstant, quoteLiteral, quoteTable, type TableRef } from '../quote.js';
import { list, names, within } from './sql-parts.js';

export function renderRecord(command: Extract<LoadCommand, { do: 'record-sources' }>): string {
  const { stage, ledger, target, rejectsTable, rows, rejects, loadId, startedAt, stagedAt } = command;
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
    state: `CASE WHEN v."verdict" = 'new' THEN 'loaded' ELSE v."verdict" END`,
    duplicate_of: `v."duplicate_of"`,
    loaded: sum(loaded),
    deduplicated: sum(deduplicated),
    quarantined: sum(quarantined),
    reconciled: `CASE WHEN s."records_read" = ${sum([...loaded, ...deduplicated, ...quarantined])}
    AND s."records_read" = ${sum(staged)} THEN TRUE END`,
    started_at: quoteInstant(startedAt),
    staged_at: quoteInstant(stagedAt),
    loaded_at: 'GETDATE()',
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
