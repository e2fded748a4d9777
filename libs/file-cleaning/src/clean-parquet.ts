import { open } from 'node:fs/promises';
import {
  columnFault,
  derivedText,
  faultColumn,
  faultReason,
  literal,
  recordSql,
  sourceColumns,
  tableColumns,
  type Fault,
  type ReasonCode,
} from '@sluice/contracts';
import type { CleaningJob } from './cleaning-job.js';
import { lexicalText, shownText } from './duckdb/lexical-text.js';
import { ParquetEngine, unreadable } from './duckdb/parquet-engine.js';
import { framingFaults } from './framing-faults.js';
import { matchColumns } from './header.js';
import { writtenBy } from './sinks/parquet-footer.js';

/**
 * Cleans Parquet: DuckDB reads it in order and judges each row by the contract's SQL, over the texts that the values
 * stand for. The ordinal is the row's number in the file; the count of records is that of the file's metadata.
 */
export async function cleanParquet(job: CleaningJob): Promise<number> {
  await checkEnd(job.inputPath, job.source.sizeBytes);
  const { outputDirectory: directory, threads, signal } = job;
  const engine = await ParquetEngine.open({ directory, threads, signal });
  try {
    const file = literal(job.inputPath);
    const [rows, writer] = await firstRow(
      engine,
      `SELECT num_rows, created_by FROM parquet_file_metadata(${file})`,
    );
    const count = Number(rows);
    const sql = judgingSql(job, await fileColumns(job, engine, writer === writtenBy));
    await judgeRows(job, engine, sql, count);
    return count;
  } finally {
    await engine.close();
  }
}

/** A file that is cut short lacks the mark at its end; one whose footer is encrypted has another. */
async function checkEnd(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path);
  try {
    const mark = Buffer.alloc(4);
    await file.read(mark, 0, 4, Math.max(0, sizeBytes - 4));
    if (mark.toString('latin1') === 'PARE') throw unreadable('its footer is encrypted');
    if (mark.toString('latin1') !== 'PAR1' || sizeBytes < 12) throw unreadable('it is cut short');
  } finally {
    await file.close();
  }
}

interface FileColumn {
  readonly name: string;
  /** DuckDB's name of it. */
  readonly type: string;
}

async function firstRow(engine: ParquetEngine, sql: string): Promise<unknown[]> {
  for await (const chunk of engine.chunks(sql)) return chunk.getRows()[0] ?? [];
  return [];
}

async function judgeRows(job: CleaningJob, engine: ParquetEngine, sql: string, count: number): Promise<void> {
  const { dataset, rows, rejects } = job;
  const vectors = tableColumns(dataset).map(({ name }) => rows.vectors.get(name));
  const faultOf = dataset.columns.map(columnFault);
  let ordinal = 0;
  for await (const chunk of engine.chunks(sql)) {
    const [ordinals, broken, column, reason, value, raw, ...values] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row++, ordinal++) {
      if (Number(ordinals?.[row]) !== ordinal) throw unreadable('its rows come in no order');
      const isBroken = broken?.[row] === true;
      const index = column?.[row];
      if (!isBroken && index === null) {
        vectors.forEach((vector, place) => {
          const canonical = values[place]?.[row];
          if (canonical == null) vector?.appendNull();
          else vector?.appendText(unmarked(canonical));
        });
        if (rows.endRow(ordinal)) await rows.flush();
        continue;
      }
      const fault: Fault = isBroken
        ? { reason: 'malformed_record', column: null, rule: framingFaults.encoding, value: null }
        : (faultOf[Number(index)] as (typeof faultOf)[number])(
            reason?.[row] as ReasonCode,
            value?.[row] == null ? null : unmarked(value[row]),
          );
      await rejects.add({ ordinal, fault, raw: Buffer.from(unmarked(raw?.[row])) }, count - ordinal - 1);
    }
    job.progress(ordinal);
  }
}

/**
 * The file's columns, in the order of those that the contract reads. They have the names of the source, or, as files
 * that were cleaned or unloaded before, those of the table. What the contract derives is no column of a file; one that was
 * cleaned before has it all the same, and it is made again.
 */
async function fileColumns(
  { dataset, inputPath }: CleaningJob,
  engine: ParquetEngine,
  isCleaned: boolean,
): Promise<FileColumn[]> {
  const types = new Map<string, string>();
  for await (const chunk of engine.chunks(`DESCRIBE SELECT * FROM read_parquet(${literal(inputPath)})`))
    for (const [name, type] of chunk.getRows()) types.set(String(name), String(type));
  const sources = sourceColumns(dataset);
  const isTable = sources.every(({ name }) => types.has(name));
  const named = sources.map(({ name, from }) => (isTable ? name : from));
  const isMade = (name: string) =>
    isCleaned && dataset.columns.some((column) => column.derive && column.name === name);
  matchColumns(
    [...types.keys()].filter((name) => !isMade(name)),
    named,
  );
  return named.map((name) => ({ name, type: types.get(name) ?? '' }));
}

/**
 * The ordinal; whether binary values are no text; the verdict; of a bad row the value at fault and the row as JSON; the
 * canonical values. Texts stand behind a mark, because the driver strips U+FEFF from their beginning.
 */
function judgingSql({ dataset, inputPath }: CleaningJob, cells: readonly FileColumn[]): string {
  const sources = sourceColumns(dataset);
  const texts = sources.map((column, index) => lexicalText(column, `v${index}`, cells[index]?.type ?? ''));
  const broken = cells.flatMap(({ type }, index) =>
    type === 'BLOB' ? [`(v${index} IS NOT NULL AND t${index} IS NULL)`] : [],
  );
  const isBroken = broken.length === 0 ? 'FALSE' : broken.join(' OR ');
  const values = cells.map(({ name }, index) => `${quoted(name)} AS v${index}`);
  const read = `SELECT file_row_number AS _ordinal, ${values.join(', ')} FROM read_parquet(${literal(inputPath)}, file_row_number=true)`;
  const from = `(SELECT *, ${texts.map((text, index) => `${text} AS t${index}`).join(', ')} FROM (${read}))`;
  const carry = [
    { expression: '_ordinal', name: '_ordinal' },
    { expression: isBroken, name: '_broken' },
    ...cells.flatMap((_, index) => [
      { expression: `v${index}`, name: `v${index}` },
      { expression: `t${index}`, name: `t${index}` },
    ]),
    ...dataset.columns.flatMap(({ derive }, index) =>
      derive ? [{ expression: derivedText(index), name: derivedText(index) }] : [],
    ),
  ];
  const judged = recordSql(dataset, {
    from,
    raw: (column) => `t${sources.indexOf(column)}`,
    carry,
    values: 'canonical',
  });
  const shown = dataset.columns.map((column, index) => {
    const cell = sources.indexOf(column);
    const text = column.derive
      ? derivedText(index)
      : shownText(`t${cell}`, `v${cell}`, cells[cell]?.type ?? '');
    return `WHEN ${index} THEN '=' || ${text}`;
  });
  const row = `to_json({${cells.map(({ name }, index) => `${literal(name)}: v${index}`).join(', ')}})`;
  const isBad = `(_broken OR ${faultColumn} IS NOT NULL)`;
  const outputs = tableColumns(dataset).map(({ name }) => `'=' || CAST(${quoted(name)} AS VARCHAR)`);
  return `SELECT _ordinal, _broken, ${faultColumn}, ${faultReason},
    CASE ${faultColumn} ${shown.join(' ')} END, CASE WHEN ${isBad} THEN '=' || CAST(${row} AS VARCHAR) END,
    ${outputs.join(', ')} FROM (${judged})`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const unmarked = (text: unknown): string => String(text).slice(1);
