import type { Located } from './markdown.testing.js';

/** A row of a Markdown table: its cells without the blanks around them, and where it stands. */
export interface TableRow extends Located {
  cells: string[];
  /** The table's first row. */
  header: string[];
  /** The nearest heading above, without its hashes. */
  section: string;
}

/** Every row of every table of a document; `\|` is no end of a cell. */
export function tableRows(text: string): TableRow[] {
  const rows: TableRow[] = [];
  let section = '';
  let header: string[] | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('#')) section = line.replace(/^#+ /, '');
    if (!line.startsWith('|')) {
      header = undefined;
      continue;
    }
    const cells = line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (header === undefined) header = cells;
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell)))
      rows.push({ text: line, line: index + 1, cells, header, section });
  }
  return rows;
}
