/**
 * Patterns of contracts: the part of regular expressions that JavaScript (with the `u` flag) and RE2 both have.
 * Accepted are literals, `.`, classes, groups `(…)` and `(?:…)`, `|` inside groups, greedy quantifiers, and the
 * escapes `\d \D \w \W \t \n \r \f \v` and of punctuation. Everything else is refused where the contract is
 * defined, because the two engines read it differently or one of them not at all.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export type ReadPattern =
  | {
      readonly re2: string;
      readonly sample: PatternSample;
    }
  | { readonly problem: string };

/**
 * A text that matches; each choice on the way is asked for.
 * @param spread repetitions beyond the least that it may have; default: 3
 */
export type PatternSample = (choose: Choose, spread?: number) => string;

/** Chooses one of `count` ways: an integer from 0 to `count - 1`. */
export type Choose = (count: number) => number;

/** RE2 refuses a counted repetition above this, nested ones multiplied. */
const maxRepeat = 1000;

const punctuation = /^[\^$\\.*+?()[\]{}|/]$/;
const controlEscape: Readonly<Record<string, string>> = { t: '\\t', n: '\\n', r: '\\r', f: '\\f', v: '\\v' };

class PatternProblem extends Error {}

/**
 * Reads an anchored pattern.
 * @returns the text that matches in RE2 what `new RegExp(pattern, 'u')` matches in JavaScript, or what is wrong
 */
export function readPattern(pattern: string): ReadPattern {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.length < 2)
    return { problem: 'pattern must be anchored with ^ and $' };
  const reader = new PatternReader([...pattern.slice(1, -1)]);
  try {
    const { re2, sample } = reader.readAll();
    new RegExp(pattern, 'u');
    return { re2: `^${re2}$`, sample };
  } catch (error) {
    if (error instanceof PatternProblem) return { problem: `pattern: ${error.message}` };
    return { problem: 'pattern is not a regular expression' };
  }
}

interface Piece {
  readonly re2: string;
  /** Product of the nested counts. */
  readonly repeat: number;
  readonly sample: PatternSample;
}

const usualSpread = 3;

function sampleOfOneCharacter(source: string): Piece['sample'] {
  let candidates: string[] | undefined;
  return (choose) => {
    if (!candidates) {
      const expression = new RegExp(`^${source}$`, 'u');
      const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
      candidates = [...printable, '\t', '\n', '\u00e9', '\u2026', '\u{1f3ac}'].filter((character) =>
        expression.test(character),
      );
    }
    return candidates[choose(candidates.length)] ?? '';
  };
}

function repeated(atom: Piece, re2: string, repeat: number, min: number, max: number): Piece {
  return {
    re2: atom.re2 + re2,
    repeat,
    sample: (choose, spread = usualSpread) => {
      const ways = Math.min(max - min, spread) + 1;
      const length = min + (ways > 1 ? choose(ways) : 0);
      return Array.from({ length }, () => atom.sample(choose, spread)).join('');
    },
  };
}

class PatternReader {
  private position = 0;

  constructor(private readonly characters: readonly string[]) {}

  readAll(): Piece {
    const piece = this.readSequence(false);
    if (this.position < this.characters.length) throw new PatternProblem('unbalanced )');
    return piece;
  }

  private readSequence(insideGroup: boolean): Piece {
    const ways: Piece[][] = [[]];
    for (let next = this.peek(); next !== undefined && next !== ')'; next = this.peek()) {
      if (next !== '|') {
        ways.at(-1)?.push(this.readQuantified());
        continue;
      }
      if (!insideGroup) throw new PatternProblem('| outside a group leaves one side without an anchor');
      this.position++;
      ways.push([]);
    }
    return {
      re2: ways.map((pieces) => pieces.map(({ re2 }) => re2).join('')).join('|'),
      repeat: Math.max(1, ...ways.flat().map(({ repeat }) => repeat)),
      sample: (choose, spread) =>
        (ways[ways.length > 1 ? choose(ways.length) : 0] ?? [])
          .map(({ sample }) => sample(choose, spread))
          .join(''),
    };
  }

  private readQuantified(): Piece {
    const atom = this.readAtom();
    const next = this.peek();
    if (next !== undefined && '*+?'.includes(next)) {
      this.position++;
      this.refuseLazy();
      return repeated(atom, next, atom.repeat, next === '+' ? 1 : 0, next === '?' ? 1 : Infinity);
    }
    if (next !== '{') return atom;
    const close = this.characters.indexOf('}', this.position);
    const counts = this.characters.slice(this.position, close + 1).join('');
    const match = /^\{(\d{1,4})(?:,(\d{0,4}))?\}$/.exec(counts);
    if (close < 0 || !match) throw new PatternProblem(`"{" without a count; write \\{ for the character`);
    this.position = close + 1;
    this.refuseLazy();
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[2] === '' ? Infinity : Number(match[2]);
    const repeat = atom.repeat * Math.max(min, Number.isFinite(max) ? max : min, 1);
    if (repeat > maxRepeat) throw new PatternProblem(`repeats more than ${maxRepeat} times`);
    return repeated(atom, counts, repeat, min, max);
  }

  private refuseLazy(): void {
    const next = this.peek();
    if (next !== undefined && '*+?{'.includes(next)) throw new PatternProblem(`"${next}" after a quantifier`);
  }

  private readAtom(): Piece {
    const start = this.position;
    const character = this.take();
    const single = (re2: string): Piece => {
      const source = this.characters.slice(start, this.position).join('');
      return { re2, repeat: 1, sample: sampleOfOneCharacter(source) };
    };
    switch (character) {
      case '(': {
        if (this.peek() === '?') {
          this.position++;
          if (this.take() !== ':') throw new PatternProblem('only (…) and (?:…) are groups in both engines');
        }
        const group = this.readSequence(true);
        if (this.take() !== ')') throw new PatternProblem('unbalanced (');
        return { ...group, re2: `(?:${group.re2})` };
      }
      case '[':
        return single(this.readClass());
      case '.':
        // JavaScript's dot excludes four line ends, RE2's only \n.
        return single('[^\\n\\r\\x{2028}\\x{2029}]');
      case '\\':
        return single(this.readEscape(false));
      case '^':
      case '$':
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        throw new PatternProblem(`"${character}" here; write \\${character} for the character`);
      default:
        return { re2: character, repeat: 1, sample: () => character };
    }
  }

  private readClass(): string {
    let re2 = '[';
    if (this.peek() === '^') re2 += this.take();
    if (this.peek() === ']') throw new PatternProblem('an empty class');
    for (let character = this.take(); character !== ']'; character = this.take()) {
      if (character === '[') throw new PatternProblem('"[" in a class; write \\[ for the character');
      re2 += character === '\\' ? this.readEscape(true) : character === '^' ? '\\^' : character;
    }
    return `${re2}]`;
  }

  private readEscape(insideClass: boolean): string {
    const character = this.take();
    const control = controlEscape[character];
    if (control !== undefined) return control;
    if ('dDwW'.includes(character) || punctuation.test(character)) return `\\${character}`;
    if (insideClass && character === '-') return '\\-';
    throw new PatternProblem(`"\\${character}" is not read alike by both engines`);
  }

  private peek(): string | undefined {
    return this.characters[this.position];
  }

  private take(): string {
    const character = this.characters[this.position++];
    if (character === undefined) throw new PatternProblem('ends too early');
    return character;
  }
}
