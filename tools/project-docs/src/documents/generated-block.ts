/** What is generated into a document, and by which name it is marked there. */
export interface GeneratedBlock {
  readonly name: 'environment' | 'metrics' | 'project';
  /** Markdown, without the line feed at its end. */
  readonly markdown: string;
}

/** A document has no place for what is generated, or more than one. */
export class MarkerError extends Error {
  override readonly name = 'MarkerError';
}

export const beginOf = (name: string): string => `<!-- ${name}: generated -->`;
export const endOf = (name: string): string => `<!-- /${name} -->`;

/**
 * The document with the block between its markers; all else stays as it is. What is generated is not laid out again by
 * prettier, so that the generator alone says how it looks.
 * @throws {MarkerError} unless each marker stands there once, on a line of its own, in order
 */
export function withBlock(document: string, { name, markdown }: GeneratedBlock): string {
  const lines = document.split('\n');
  const begin = onlyLine(lines, beginOf(name));
  const end = onlyLine(lines, endOf(name));
  if (end < begin) throw new MarkerError(`${endOf(name)} stands before ${beginOf(name)}`);
  const block = ['<!-- prettier-ignore-start -->', '', markdown, '', '<!-- prettier-ignore-end -->'];
  return [...lines.slice(0, begin + 1), ...block, ...lines.slice(end)].join('\n');
}

function onlyLine(lines: readonly string[], marker: string): number {
  const first = lines.indexOf(marker);
  if (first === -1) throw new MarkerError(`the line ${marker} is missing`);
  if (lines.includes(marker, first + 1)) throw new MarkerError(`the line ${marker} stands there twice`);
  return first;
}
