/** What ends a command within its line; `…` and `<name>` are no shell, but stand in documents for words. */
const operators = new Set(['|', '||', '&&', '&', ';', '>', '>>', '2>&1', '<']);

/**
 * The words of the command that a text begins with, up to a comment, a pipe, a redirection or the next command. Quotes are
 * taken off; `$(…)` is one word. Punctuation behind the last word of a sentence is left out.
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/\$\([^)]*\)|(?:"[^"]*"|'[^']*'|<[^<>\s]+>|[^\s"'])+/g)) {
    if (operators.has(word) || word.startsWith('#')) break;
    const ends = /[;)]$/.test(word) && !word.startsWith('$(');
    words.push(
      word
        .replace(/["']/g, '')
        .replace(/^\[(?=-)/, '')
        .replace(/(?<=\w)\]$/, '')
        .replace(/[;),.:`]+$/, ''),
    );
    if (ends) break;
  }
  return words.filter(Boolean);
}

/** Words that documents put where a reader puts their own: `…`, `<name>`, `NAME`, `[options]`. */
export const isPlaceholder = (word: string): boolean =>
  word.includes('…') || /^[<[]/.test(word) || /^[A-Z][A-Z_]*$/.test(word) || word === '...';
