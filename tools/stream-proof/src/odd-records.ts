import { randomBytes } from 'node:crypto';
import type { SeededRandom } from '@sluice/contracts';
import { badRecords } from './bad-records.js';
import type { StreamItem } from './fate.js';
import { at, shapes } from './shapes.js';
import { itemOf, rejected, type Titles } from './titles.js';

/** Every odd record in any order, each between two good ones, over any shard. */
export async function oddRecords(titles: Titles, random: SeededRandom): Promise<readonly StreamItem[]> {
  const odd = [...(await shapes(titles)), ...(await badRecords(titles))];
  return shuffled(odd, random).flatMap((item, index) => {
    const partitionKey = `odd-${index}`;
    return [{ ...item, partitionKey }, itemOf(titles.rating(), partitionKey, 'between')];
  });
}

/** A record of so many bytes that cannot be compressed, good but for one text: its reject fills more than a message. */
export function largeReject(titles: Titles, bytes: number, partitionKey: string): StreamItem {
  const { text } = titles.title(900_002);
  const filling = randomBytes(Math.floor(((bytes - text.length) * 3) / 4)).toString('base64');
  const large = text.replace(/"originalTitle":"/, `"originalTitle":"${filling}`);
  return {
    name: `a record of ${bytes} bytes`,
    data: Buffer.from(large),
    partitionKey,
    payloads: [{ place: '', fate: rejected('title-basics', 'too_long', large) }],
  };
}

/** An array of so many ratings, with so many blanks between two. */
export function largeArray(titles: Titles, length: number, partitionKey: string, blanks = 0): StreamItem {
  const written = Array.from({ length }, () => titles.rating());
  return {
    name: `an array of ${length}`,
    data: Buffer.from(`[${written.map(({ text }) => text).join(`,${' '.repeat(blanks)}`)}]`),
    partitionKey,
    payloads: written.map(({ fate }, index) => ({ place: at(index), fate })),
  };
}

export function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
