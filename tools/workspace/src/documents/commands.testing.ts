import type { Document, Located } from './markdown.testing.js';
import { shellWords } from './shell-words.testing.js';

/** A call of one of the workspace's own programs, as a document writes it. */
export interface Call extends Located {
  document: Document;
  /** `npx sluice …` and `sluice …` are one. */
  program: 'sluice' | 'npm' | 'nx' | 'node';
  /** What follows the program's name. */
  words: string[];
}

const inLine =
  /(?:^|[\s`(:])(?:npx (?:--no-install )?(sluice|nx)|(npm)(?= (?:run|test|ci)\b)|(node)(?= \w+\/))(?=\s|$)/g;
const inBackticks =
  /^(?:(?:npx (?:--no-install )?)?(sluice|nx)|(npm)(?= (?:run|test|ci)\b)|(node)(?= \w+\/))(?=\s)/;

/** Every such call in code blocks, wherever it stands in a line, and between backticks, where it begins there. */
export function callsIn(document: Document): Call[] {
  const call = (located: Located, match: RegExpMatchArray): Call => {
    const program = (match[1] ?? match[2] ?? match[3]) as Call['program'];
    const text = located.text.slice((match.index ?? 0) + match[0].length);
    return { document, program, words: shellWords(text), text: located.text, line: located.line };
  };
  return [
    ...document.codeLines.flatMap((line) =>
      [...line.text.matchAll(inLine)].map((match) => call(line, match)),
    ),
    ...document.inlineCode.flatMap((code) => {
      const match = inBackticks.exec(code.text);
      return match ? [call(code, match)] : [];
    }),
  ];
}
