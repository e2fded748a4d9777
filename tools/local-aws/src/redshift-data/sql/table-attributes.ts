import type { TokenReader } from './token-reader.js';
import type { Token } from './tokens.js';

const STYLES = ['auto', 'even', 'key', 'all'];

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Compression_encodings.html */
const ENCODINGS =
  'raw az64 bytedict delta delta32k lzo mostly8 mostly16 mostly32 runlength text255 text32k zstd auto'.split(
    ' ',
  );

/** The encoding after ENCODE. */
export const readEncoding = (reader: TokenReader): string => oneOf(reader, ENCODINGS);

function oneOf(reader: TokenReader, words: readonly string[]): string {
  const word = words.find((candidate) => reader.takeWords(candidate));
  if (word === undefined) throw reader.unexpected();
  return word;
}

/**
 * Distribution, sorting, backup: accepted, without effect here. Gives the columns that they name, and the query after
 * AS, if there is one.
 */
export function readAttributes(reader: TokenReader): {
  readonly query: readonly Token[] | undefined;
  readonly keys: readonly string[];
} {
  const keys: string[] = [];
  while (!reader.atEnd) {
    if (reader.takeWords('as')) return { query: reader.rest(), keys };
    if (reader.takeWords('backup')) oneOf(reader, ['yes', 'no']);
    else if (reader.takeWords('diststyle')) oneOf(reader, STYLES);
    else if (reader.takeWords('distkey')) keys.push(...reader.identifierList());
    else if (reader.takeWords('encode')) {
      if (!reader.takeWords('auto')) throw reader.unexpected();
    } else {
      const sorted = ['compound', 'interleaved'].some((word) => reader.takeWords(word));
      reader.expectWords('sortkey');
      const chosen = !sorted && ['auto', 'none'].some((word) => reader.takeWords(word));
      if (!chosen) keys.push(...reader.identifierList());
    }
  }
  return { query: undefined, keys };
}
