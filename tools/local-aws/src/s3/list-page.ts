import { invalidArgument } from './s3-errors.js';

/** What a listing is asked for, whatever it lists. */
export interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  /** Entries and common prefixes together. */
  readonly limit: number;
  readonly encodingType: 'url' | undefined;
  /** Names come encoded, when the client asked for that. */
  readonly encode: (text: string) => string;
}

/** Throws `InvalidArgument`. `limitName` is the query's name for it, for example `max-keys`. */
export function readPageRequest(query: URLSearchParams, limitName: string): PageRequest {
  const encodingType = query.get('encoding-type') ?? undefined;
  if (encodingType !== undefined && encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request');
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: Math.min(readCount(query, limitName, 1000), 1000),
    encodingType,
    encode: encodingType === 'url' ? encodeName : (text) => text,
  };
}

const maxCount = 2_147_483_647;

/** Throws `InvalidArgument`. */
export function readCount(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? String(otherwise);
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= maxCount) return count;
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${maxCount}`);
}

/** As a form encodes it, but with slashes left alone: `+` is a space. */
export const encodeName = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/');

export interface Page<T> {
  readonly entries: readonly T[];
  readonly prefixes: readonly string[];
  /** Of a page that is not the last: where it ended. */
  readonly end: PageEnd<T> | undefined;
}

export interface PageEnd<T> {
  /** A key, or a common prefix. */
  readonly name: string;
  /** The last entry; undefined where the page ended with a common prefix. */
  readonly entry: T | undefined;
}

/**
 * The next entries, which come in order and from where the page begins; those of a common prefix are counted as one.
 * `after` is what the page before ended with: if that was a common prefix, the page goes on behind all of it.
 */
export function takePage<T>(
  entries: Iterable<T>,
  keyOf: (entry: T) => string,
  { prefix, delimiter, limit }: PageRequest,
  after: string,
): Page<T> {
  const taken: T[] = [];
  const prefixes: string[] = [];
  let end: PageEnd<T> | undefined;
  // A page of none is the last.
  if (limit === 0) return { entries: taken, prefixes, end };
  for (const entry of entries) {
    const key = keyOf(entry);
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const common = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    if (common !== undefined && (common === after || common === prefixes.at(-1))) continue;
    if (taken.length + prefixes.length === limit) return { entries: taken, prefixes, end };
    if (common === undefined) taken.push(entry);
    else prefixes.push(common);
    end = { name: common ?? key, entry: common === undefined ? entry : undefined };
  }
  return { entries: taken, prefixes, end: undefined };
}

/** What every answer says of its page. */
export const pageElements = (page: PageRequest, prefixes: readonly string[]) => ({
  Prefix: page.encode(page.prefix),
  ...(page.delimiter === '' ? {} : { Delimiter: page.encode(page.delimiter) }),
  ...(page.encodingType === undefined ? {} : { EncodingType: page.encodingType }),
  CommonPrefixes: prefixes.map((prefix) => ({ Prefix: page.encode(prefix) })),
});
