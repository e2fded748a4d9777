// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000\uFFFE\uFFFF]/;

/** Texts of a contract stand in SQL and in files, and name what no value may be. */
export function textProblems(what: string, texts: readonly string[]): string[] {
  return texts.some((entry) => forbidden.test(entry) || !entry.isWellFormed())
    ? [`${what}: a text with NUL, a lone surrogate, U+FFFE or U+FFFF`]
    : [];
}

/** What is there more than once. */
export const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((entry, index) => texts.indexOf(entry) !== index)),
];
