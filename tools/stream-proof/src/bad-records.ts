import type { ReasonCode } from '@sluice/contracts';
import { aggregateOf } from './aggregate.js';
import { gzip, zstd } from './compress.js';
import type { StreamItem } from './fate.js';
import { at } from './shapes.js';
import { rejected, type Titles } from './titles.js';

type Bad = Pick<StreamItem, 'name' | 'data' | 'payloads'>;

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Records that are bad as a whole, each with the reason that it must be quarantined with. */
export async function badRecords(titles: Titles): Promise<readonly Bad[]> {
  const good = () => titles.rating().text;
  const edited = (pattern: RegExp, replacement: string) => good().replace(pattern, replacement);
  const aggregate = await aggregateOf([Buffer.from(good())]);
  return [
    bad('no bytes', '', 'empty_record'),
    bad('blanks', ' \n\t\r\n ', 'empty_record'),
    bad('an empty array', '[]', 'empty_record'),
    bad('a compressed nothing', gzip(''), 'empty_record'),
    bad('no UTF-8', Buffer.concat([Buffer.from(good()), Buffer.from([0xff])]), 'malformed_record'),
    bad('no JSON', '{"dataset":"title-ratings","data":', 'malformed_record'),
    bad('a number', '42', 'malformed_record'),
    bad('null', 'null', 'malformed_record'),
    bad('no envelope', '{"tconst":"tt0000001"}', 'malformed_record'),
    bad('data that is no object', '{"dataset":"title-ratings","data":[1]}', 'malformed_record', ratings),
    bad('a dataset that nobody knows', edited(/title-ratings/, 'nobodys'), 'unknown_dataset'),
    bad('a dataset by an inherited name', edited(/title-ratings/, 'constructor'), 'unknown_dataset'),
    bad('a version of the future', titles.rating(2).text, 'unknown_contract_version', ratings),
    bad('a reserved key', edited(/"data":\{/, '"data":{"__proto__":{"tconst":1},'), 'reserved_key', ratings),
    bad('a key that is there twice', edited(/"data":\{/, '"data":{"numVotes":1,'), 'duplicate_key', ratings),
    bad(
      'a number that a double cannot hold',
      edited(/"averageRating":"[^"]*"/, '"averageRating":9007199254740993'),
      'inexact_number',
      ratings,
    ),
    bad(
      'an integer too large',
      edited(/"numVotes":\d+/, '"numVotes":9007199254740993'),
      'out_of_range',
      ratings,
    ),
    bad('deep nesting', edited(/"data":\{/, `"data":{"deep":${deep(1_500)},`), 'too_deep', ratings),
    bad('very deep nesting', `{"a":${deep(100_000)}}`, 'too_deep'),
    element('an array of a deep array', deep(100_000)),
    bad('a truncated gzip', gzip(good()).subarray(0, -12), 'damaged_compression'),
    bad('a truncated zstd', zstd(good()).subarray(0, -12), 'damaged_compression'),
    bad('a gzip with trailing bytes', Buffer.concat([gzip(good()), Buffer.from('x')]), 'damaged_compression'),
    bad('an aggregate with a broken checksum', flipped(aggregate), 'damaged_aggregate'),
    bad('a truncated aggregate', aggregate.subarray(0, 12), 'damaged_aggregate'),
    bad('a text too long', edited(/"tconst":"tt/, `"tconst":"${'x'.repeat(40)}`), 'too_long', ratings),
    bad('no value', edited(/"tconst":"[^"]*",/, ''), 'missing_value', ratings),
    bad('an inherited value', edited(/"tconst":"[^"]*",/, '"constructor":1,'), 'missing_value', ratings),
  ];
}

/** Decompresses to 65 MiB; costs a second to make. */
export const bomb = (): Bad => bad('a bomb', gzip(Buffer.alloc(65 * 1024 * 1024, ' ')), 'decompression_bomb');

const ratings = 'title-ratings';

/** The first element of an array is the payload. */
const element = (name: string, array: string): Bad => ({
  name,
  data: Buffer.from(array),
  payloads: [{ place: at(0), fate: rejected('unrouted', 'malformed_record', array.slice(1, -1)) }],
});

const bad = (name: string, data: string | Uint8Array, reason: ReasonCode, dataset = 'unrouted'): Bad => ({
  name,
  data: Buffer.from(data),
  payloads: [{ place: '', fate: rejected(dataset, reason, data) }],
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const last = copy.length - 1;
  copy[last] = (copy[last] ?? 0) ^ 1;
  return copy;
}
