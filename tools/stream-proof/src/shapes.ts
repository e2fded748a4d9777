import type { Payload, StreamItem } from './fate.js';
import { aggregateOf } from './aggregate.js';
import { gzip, zstd } from './compress.js';
import { rejected, type Titles, type Written } from './titles.js';

/** A place in a record, and in what stands there. */
export const at = (...indices: readonly number[]): string =>
  indices.map((index) => `:${String(index).padStart(6, '0')}`).join('');

type Shape = Pick<StreamItem, 'name' | 'data' | 'payloads'>;

const single = (name: string, { fate }: Written, data: string | Uint8Array): Shape => ({
  name,
  data: Buffer.from(data),
  payloads: [{ place: '', fate }],
});

const listed = (written: readonly Written[], place: (index: number) => string): Payload[] =>
  written.map(({ fate }, index) => ({ place: place(index), fate }));

/** Every shape in which producers send records; bad ones stand among the good. */
export async function shapes(titles: Titles): Promise<readonly Shape[]> {
  const next = () => titles.rating();
  const plain = next();
  const spaced = next();
  const versioned = titles.rating(1);
  const zipped = next();
  const framed = next();
  const twice = next();
  const array = [next(), titles.badRating(), next()];
  const zippedArray = [next(), next()];
  const one = [next()];
  const noRecord: Written = { text: 'no JSON', fate: rejected('unrouted', 'malformed_record', 'no JSON') };
  const lines = [next(), noRecord, titles.title(900_001), next()];
  return [
    single('an object', plain, plain.text),
    single('an object with blanks around it', spaced, ` \n${spaced.text}\r\n `),
    single('an object with its version', versioned, versioned.text),
    single('gzip', zipped, gzip(zipped.text)),
    single('zstd', framed, zstd(framed.text)),
    single('gzip in two members', twice, Buffer.concat(halves(twice.text).map(gzip))),
    {
      name: 'an array',
      data: Buffer.from(`[ ${array.map(({ text }) => text).join(' ,\n')} ]`),
      payloads: listed(array, (index) => at(index)),
    },
    { name: 'an array of one', data: Buffer.from(`[${one[0]?.text}]`), payloads: listed(one, () => at(0)) },
    {
      name: 'an array, gzip',
      data: gzip(`[${zippedArray.map(({ text }) => text).join(',')}]`),
      payloads: listed(zippedArray, (index) => at(index)),
    },
    {
      name: 'NDJSON with blank lines',
      data: Buffer.from(`\n${lines.map(({ text }) => text).join('\n\r\n')}\n\n`),
      payloads: listed(lines, (index) => at(index)),
    },
    await aggregated(titles, (bytes) => bytes, 'aggregated'),
    await aggregated(titles, gzip, 'aggregated, gzip'),
  ];
}

/** An aggregate of an object, a compressed one, an array, a bad record and an object. */
async function aggregated(titles: Titles, wrap: (bytes: Buffer) => Buffer, name: string): Promise<Shape> {
  const [first, second, last] = [titles.rating(), titles.rating(), titles.rating()];
  const array = [titles.rating(), titles.badRating(), titles.rating()];
  const garbage = Buffer.from([0xc3, 0x28]);
  const data = await aggregateOf([
    Buffer.from(first.text),
    gzip(second.text),
    Buffer.from(`[${array.map(({ text }) => text).join(',')}]`),
    garbage,
    Buffer.from(last.text),
  ]);
  return {
    name,
    data: wrap(data),
    payloads: [
      { place: at(0), fate: first.fate },
      { place: at(1), fate: second.fate },
      ...listed(array, (index) => at(2, index)),
      { place: at(3), fate: rejected('unrouted', 'malformed_record', garbage) },
      { place: at(4), fate: last.fate },
    ],
  };
}

const halves = (text: string): readonly string[] => [text.slice(0, 40), text.slice(40)];
