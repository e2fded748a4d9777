import { decimalPlace, explicitHash, partitionHash } from './hash-range.js';
import { invalid, malformed } from './request-input.js';
import { invalidArgument } from './stream-errors.js';

/** The most that any stream can be told to take. */
const MAX_RECORD_BYTES = 10 * 1024 * 1024;
const MAX_KEY_CHARACTERS = 256;

/** A record as it was asked to be put. */
export interface Entry {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** In the key space, as 32 hex digits. */
  readonly place: string;
}

/** What counts for every limit: the key as well as the data. */
export const sizeOf = ({ data, partitionKey }: Pick<Entry, 'data' | 'partitionKey'>): number =>
  data.length + Buffer.byteLength(partitionKey);

/** By hand rather than by schema: this is the hot path. `at` goes before the fields' names in messages. */
export function parseEntry(record: unknown, at: string): Entry {
  if (typeof record !== 'object' || record === null) throw malformed(`Value at '${at}' is not an object.`);
  const { Data, PartitionKey, ExplicitHashKey } = record as Record<string, unknown>;
  const partitionKey = textOf(PartitionKey, `${at}partitionKey`);
  if (partitionKey === '' || partitionKey.length > MAX_KEY_CHARACTERS)
    throw invalid(`Value at '${at}partitionKey' must have between 1 and ${MAX_KEY_CHARACTERS} characters`);
  const data = decodeBase64(textOf(Data, `${at}data`));
  if (data === undefined) throw malformed(`Value at '${at}data' can not be converted to a Blob.`);
  if (sizeOf({ data, partitionKey }) > MAX_RECORD_BYTES)
    throw invalid(`Value at '${at}data' must, with its key, have at most ${MAX_RECORD_BYTES} bytes`);
  const place = ExplicitHashKey == null ? partitionHash(partitionKey) : explicitPlace(ExplicitHashKey, at);
  return { partitionKey, data, place };
}

function textOf(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  if (value == null) throw invalid(`Value null at '${at}' must not be null`);
  throw malformed(`Value at '${at}' can not be converted to a String.`);
}

function explicitPlace(value: unknown, at: string): string {
  const decimal = textOf(value, `${at}explicitHashKey`);
  if (!decimalPlace.test(decimal)) throw invalid(`Value at '${at}explicitHashKey' must be a decimal`);
  const place = explicitHash(decimal);
  if (place !== undefined) return place;
  throw invalidArgument(
    `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${decimal}`,
  );
}

/** Undefined when characters had to be skipped, which Node does silently. */
function decodeBase64(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const data = Buffer.from(text, 'base64');
  return text.length % 4 === 0 && data.length === (text.length / 4) * 3 - padding ? data : undefined;
}
