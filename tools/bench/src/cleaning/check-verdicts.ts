import { fileList, inDuckdb } from './in-duckdb.js';

export interface CheckTask {
  /** See `Sample`. */
  readonly expectedPath: string;
  /** All Parquet, or all ndjson. */
  readonly rowFiles: readonly string[];
  /** Sluice's own rejects: then each row's ordinal, reason and column at fault must be right as well. */
  readonly rejectFiles?: readonly string[];
}

/** How the rows that came out differ from those that should have. */
export interface WrongVerdicts {
  /** Bad records that were kept as good rows; a record that came out as two rows counts for each. */
  readonly wronglyKept: number;
  /** Good records that did not come out. */
  readonly wronglyDropped: number;
  /** With rejects: records whose ordinal, verdict, reason or column at fault is wrong, and surplus ones. */
  readonly wronglyExplained: number;
}

/** Valid rows of a sample have keys of their own, by which they are known again in any output. */
export async function checkVerdicts(task: CheckTask): Promise<WrongVerdicts> {
  const expected = `read_parquet('${task.expectedPath}')`;
  const rows = readRows(task.rowFiles);
  return inDuckdb(async (connection) => {
    const number = async (sql: string): Promise<number> => {
      const reader = await connection.runAndReadAll(sql);
      return Number(reader.getRows()[0]?.[0]);
    };
    const written = await number(`SELECT count(*) FROM ${rows}`);
    const valid = await number(`SELECT count(*) FROM ${expected} WHERE expected = 'valid'`);
    const kept = await number(
      `SELECT count(DISTINCT tconst) FROM ${rows} JOIN ${expected} USING (tconst) WHERE expected = 'valid'`,
    );
    return {
      wronglyKept: written - kept,
      wronglyDropped: valid - kept,
      wronglyExplained: task.rejectFiles
        ? await number(explanationsSql(expected, rows, readRejects(task.rejectFiles)))
        : 0,
    };
  });
}

function readRows(paths: readonly string[]): string {
  if (paths.length === 0) return '(SELECT NULL::BIGINT AS _ordinal, NULL::VARCHAR AS tconst WHERE false)';
  const read = paths[0]?.endsWith('.ndjson') ? 'read_ndjson' : 'read_parquet';
  return `(SELECT * FROM ${read}(${fileList(paths)}))`;
}

function readRejects(paths: readonly string[]): string {
  if (paths.length > 0) return `read_parquet(${fileList(paths)})`;
  return '(SELECT NULL::BIGINT AS _ordinal, NULL::VARCHAR AS reason, NULL::VARCHAR AS column_name WHERE false)';
}

const explanationsSql = (expected: string, rows: string, rejects: string): string => `
  WITH told AS (
    SELECT _ordinal AS ordinal, 'valid' AS verdict, NULL AS column_name, tconst FROM ${rows}
    UNION ALL SELECT _ordinal, reason, column_name, NULL FROM ${rejects}
  )
  SELECT
    (SELECT count(*) FROM ${expected} AS expected FULL JOIN told USING (ordinal)
      WHERE expected.expected IS DISTINCT FROM told.verdict
        OR expected.column_name IS DISTINCT FROM told.column_name
        OR expected.tconst IS DISTINCT FROM told.tconst)
    + (SELECT count(*) - count(DISTINCT ordinal) FROM told)`;
