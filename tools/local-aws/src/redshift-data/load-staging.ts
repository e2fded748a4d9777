import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { LoadedRow } from './load-rows.js';
import { quoteLiteral } from './sql/literals.js';

/** Rows that were read out of text, in one file of one plain form that DuckDB reads without guessing. */
export interface StagedRows {
  /** DuckDB's table of them, columns `c0`, `c1`, … of text. */
  readonly sql: string;
  remove(): Promise<void>;
}

const CHUNK_CHARACTERS = 1 << 20;
/** DuckDB's own limit, unless a row is longer. */
const LINE_BYTES = 2_000_000;

/** Writes rows to `path`, whatever they hold. Removes the file again when it throws what `rows` throws. */
export async function stageRows(
  path: string,
  rows: AsyncIterable<LoadedRow>,
  columns: number,
): Promise<StagedRows> {
  const file = createWriteStream(path);
  const remove = () => rm(path, { force: true });
  let longest = 0;
  try {
    let chunk = '';
    for await (const row of rows) {
      const line = `${row.map(quoted).join(',')}\n`;
      longest = Math.max(longest, line.length);
      chunk += line;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      if (!file.write(chunk)) await once(file, 'drain');
      chunk = '';
    }
    file.end(chunk);
    await finished(file);
  } catch (error) {
    file.destroy();
    await remove();
    throw error;
  }
  return { sql: scan(path, columns, longest), remove };
}

/** Without quotes nothing, which is NULL. */
const quoted = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);

function scan(path: string, columns: number, longestCharacters: number): string {
  const types = Array.from({ length: columns }, (_, index) => `c${index}: 'VARCHAR'`).join(', ');
  // A character has at most three bytes of UTF-8 for each unit of ours.
  const lineBytes = Math.max(LINE_BYTES, 3 * longestCharacters);
  return (
    `read_csv(${quoteLiteral(path)}, columns = {${types}}, auto_detect = false, header = false, delim = ',', ` +
    `quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, new_line = '\\n', ` +
    `parallel = false, max_line_size = ${lineBytes})`
  );
}
