import type { Column } from '../column.js';
import type { Dataset, LoadMode } from '../dataset.js';
import type { ReasonCode } from '../reason.js';
import { lineageColumns } from '../redshift-ddl.js';
import { derivationText, ruleText } from '../rule-text.js';
import { redshiftType } from '../table-columns.js';
import { reasonsOf } from './column-reasons.js';

/** The data dictionary of a dataset in Markdown: what it is, its table, each column, and why records are rejected. */
export function dataDictionary(dataset: Dataset): string {
  const { name, version, description, columns } = dataset;
  const parts = [
    `# ${name}`,
    ...(description === '' ? [] : [description]),
    table(['', ''], factsOf(dataset)),
    '## Columns',
    table(
      ['column', 'source', 'type', 'rule', 'null', 'mask', 'description'],
      columns.map((column) => [
        code(column.name),
        column.derive ? derivationText(column.derive) : code(column.from),
        column.mask === 'drop'
          ? 'not in the table'
          : `${redshiftType(column)}${column.nullable ? '' : ' NOT NULL'}`,
        `${code(ruleText(column))}${column.trim ? ', blanks around it trimmed' : ''}`,
        nullText(column, column.nullTokens ?? dataset.nullTokens),
        maskText(column),
        column.description,
      ]),
    ),
    'Beside them the loader writes, into every row:',
    table(
      ['column', 'type', 'holds'],
      lineageColumns.map(({ name: lineage, redshiftType: type }) => [
        code(lineage),
        `${type} NOT NULL`,
        lineageMeanings[lineage],
      ]),
    ),
    '## Why a record is rejected',
    'It is judged column by column and rejected for its first fault; the others are loaded.',
    table(
      ['column', 'reasons'],
      [
        ['the record', codes(recordReasons(dataset))],
        ...columns.map((column) => [code(column.name), codes(reasonsOf(column))]),
      ],
    ),
    `Derived from version ${version} of the contract with \`sluice contract docs ${name}\`.`,
  ];
  return `${parts.join('\n\n')}\n`;
}

const lineageMeanings: Readonly<Record<(typeof lineageColumns)[number]['name'], string>> = {
  _record_id:
    'the delivered record: source and ordinal of a file, stream, shard and sequence number of a stream',
  _arrived_at: 'when it reached AWS, UTC',
  _load_id: 'the load that wrote it; joins to the ledger',
};

function factsOf({ table: target, version, load, identity, file, maxRejectRatio }: Dataset): string[][] {
  const event =
    identity.kind === 'event'
      ? `event: records that agree in ${codes(identity.columns)} within ${identity.windowSeconds} s are one`
      : 'delivery: only the same record, delivered again, is one';
  const settings = [
    ...(file.tsvQuote === null ? [] : [`tsv quotes with ${code(file.tsvQuote)}`]),
    ...(file.csvDelimiter === ',' ? [] : [`csv separated by ${code(JSON.stringify(file.csvDelimiter))}`]),
  ];
  return [
    ['version', String(version)],
    ['table', code(`${target.schema}.${target.name}`)],
    ['rejects', code(`${target.schema}.${target.name}__rejects`)],
    ...(load.mode === 'upsert' && load.tombstoneColumn !== undefined
      ? [['live rows', code(`${target.schema}.${target.name}__live`)]]
      : []),
    [
      'dist key',
      target.distKey === undefined ? (target.distStyle ?? 'auto').toUpperCase() : code(target.distKey),
    ],
    ['sort key', codes(target.sortKeys.length > 0 ? target.sortKeys : ['_arrived_at'])],
    ['load', loadText(load)],
    ['identity', event],
    ['files', [`${file.format} unless the name tells`, ...settings].join('; ')],
    [
      'bad files',
      `parked whole when more than ${Number((maxRejectRatio * 100).toFixed(4))} % of the records are bad`,
    ],
  ];
}

function loadText(load: LoadMode): string {
  switch (load.mode) {
    case 'append':
      return 'append: every record is a row';
    case 'upsert': {
      const { key, versionColumn, tombstoneColumn } = load;
      const newest = versionColumn === undefined ? 'arrival' : code(versionColumn);
      const gone = tombstoneColumn === undefined ? '' : `; gone where ${code(tombstoneColumn)} is true`;
      return `upsert: one row for each ${codes(key)}, the newest by ${newest}${gone}`;
    }
    case 'replace':
      return `replace: each file is the whole table${load.allowEmpty === true ? ', an empty one too' : ''}`;
  }
}

function nullText(column: Column, nullTokens: readonly string[]): string {
  const shown = (text: string) => (text === '' ? 'the empty text' : code(text));
  const tokens = nullTokens.map(shown);
  const nulls = [column.derive ? 'made of null' : 'absent', ...tokens].join(', ');
  if (column.default !== undefined) return `${nulls}: ${shown(column.default)}`;
  if (column.nullable) return nulls;
  return tokens.length > 0 ? `no; ${tokens.join(', ')} refused` : 'no';
}

function maskText({ mask }: Column): string {
  switch (mask) {
    case undefined:
      return '';
    case 'sha256':
      return 'SHA-256, hexadecimal';
    case 'redact':
      return 'the text `[redacted]`';
    case 'drop':
      return 'judged, then dropped';
  }
}

const recordReasons = ({ load }: Dataset): readonly ReasonCode[] => [
  'field_count',
  'malformed_record',
  load.mode === 'replace' ? 'files_only' : 'unknown_contract_version',
];

/** Inline code that a table cell can hold, whatever stands in it. */
function code(text: string): string {
  const ticks = text.includes('`') ? '``' : '`';
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

/** A table as Markdown formatters align it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ')),
  );
  const widths = head.map((_, index) => Math.max(3, ...cells.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, index) => (row[index] ?? '').padEnd(width)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), line(widths.map((width) => '-'.repeat(width))), ...others.map(line)].join('\n');
}
