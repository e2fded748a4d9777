/** A line of CODEOWNERS: whom it names for which paths. */
export interface OwnerLine {
  line: number;
  pattern: string;
  owners: string[];
}

/** The lines that name somebody; comments are left out. */
export const readOwnerLines = (text: string): OwnerLine[] =>
  text.split('\n').flatMap((content, index) => {
    const [pattern, ...owners] = content.replace(/#.*/, '').trim().split(/\s+/);
    return pattern ? [{ line: index + 1, pattern, owners }] : [];
  });

/**
 * Whether a line is for a path (relative to the root). Of GitHub's patterns only three forms are used here, so that nobody
 * has to know the others: `*`, `/folder/` and `/file`.
 */
export const ownsPath = ({ pattern }: OwnerLine, path: string): boolean =>
  pattern === '*' || `/${path}` === pattern || (pattern.endsWith('/') && `/${path}`.startsWith(pattern));

/** The line that decides for a path: the last that matches. */
export const decidingLine = (lines: readonly OwnerLine[], path: string): OwnerLine | undefined =>
  lines.findLast((line) => ownsPath(line, path));
