import { syntaxErrorNear } from '../sql-error.js';
import { RESERVED_WORDS } from './reserved-words.js';
import { isOp, isWord, type Token } from './tokens.js';

/** A table's name as written; without a schema it is temporary, or in `public`. */
export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

/** Reads tokens from the left: the recursive-descent part of the small grammars. */
export class TokenReader {
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get atEnd(): boolean {
    return this.#at >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.#at + ahead];
  }

  next(): Token {
    const token = this.peek();
    if (token === undefined) throw this.unexpected();
    this.#at += 1;
    return token;
  }

  /** The token that cannot stand here. */
  unexpected() {
    return syntaxErrorNear(this.peek()?.text ?? '');
  }

  isWords(...words: string[]): boolean {
    return words.every((word, index) => isWord(this.peek(index), word));
  }

  /** Takes the words if they all stand here, in order. */
  takeWords(...words: string[]): boolean {
    if (!this.isWords(...words)) return false;
    this.#at += words.length;
    return true;
  }

  takeOp(text: string): boolean {
    if (!isOp(this.peek(), text)) return false;
    this.#at += 1;
    return true;
  }

  expectWords(...words: string[]): void {
    if (!this.takeWords(...words)) throw this.unexpected();
  }

  expectOp(text: string): void {
    if (!this.takeOp(text)) throw this.unexpected();
  }

  expectEnd(): void {
    if (!this.atEnd) throw this.unexpected();
  }

  identifier(): string {
    const token = this.peek();
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw this.unexpected();
    return this.next().text;
  }

  /** The name of a table or column: one of Redshift's reserved words must be quoted. */
  name(): string {
    const token = this.peek();
    if (token?.kind === 'word' && RESERVED_WORDS.has(token.text)) throw this.unexpected();
    return this.identifier();
  }

  string(): string {
    if (this.peek()?.kind !== 'string') throw this.unexpected();
    return this.next().text;
  }

  integer(): number {
    const token = this.peek();
    if (token?.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.unexpected();
    return Number(this.next().text);
  }

  tableName(): TableName {
    const first = this.name();
    return this.takeOp('.') ? { schema: first, name: this.name() } : { name: first };
  }

  identifierList(): string[] {
    this.expectOp('(');
    const names = [this.name()];
    while (this.takeOp(',')) names.push(this.name());
    this.expectOp(')');
    return names;
  }

  /** The tokens of a balanced parenthesis that opens here, without the outer pair. */
  parenthesised(): Token[] {
    this.expectOp('(');
    return this.until((token) => isOp(token, ')'), true);
  }

  /** Tokens up to the first, outside parentheses, that `stop` accepts; to the end if none does. */
  until(stop: (token: Token) => boolean, consumeStop = false): Token[] {
    const taken: Token[] = [];
    for (let depth = 0; ;) {
      const token = this.peek();
      if (token === undefined) {
        if (consumeStop) throw this.unexpected();
        return taken;
      }
      if (depth === 0 && stop(token)) {
        if (consumeStop) this.#at += 1;
        return taken;
      }
      if (isOp(token, '(')) depth += 1;
      if (isOp(token, ')')) depth -= 1;
      if (depth < 0) throw this.unexpected();
      taken.push(this.next());
    }
  }

  /** A reader of its own for tokens taken out of this one. */
  reread(tokens: readonly Token[]): TokenReader {
    return new TokenReader(tokens);
  }

  rest(): Token[] {
    const taken = this.tokens.slice(this.#at);
    this.#at = this.tokens.length;
    return taken;
  }
}
