import type { SeededRandom } from '@sluice/contracts';
import { gzip, zstd } from './compress.js';
import type { StreamItem } from './fate.js';
import { at, shapes } from './shapes.js';
import { itemOf, type Titles, type Written } from './titles.js';

/** So few that their versions meet in loads, and come in many. */
const titleCount = 40;

/** What producers send in an ordinary while: events, copies of them, versions of titles, bad records, any shape. */
export class Traffic {
  readonly #sent: Written[] = [];

  constructor(
    private readonly titles: Titles,
    private readonly random: SeededRandom,
  ) {}

  async next(count: number): Promise<readonly StreamItem[]> {
    const odd = await shapes(this.titles);
    return Array.from({ length: count }, (_, index) => {
      // Each shape once: its events are no copies.
      const shape = this.random.chance(0.5) ? odd[index] : undefined;
      return shape === undefined ? this.#one() : { ...shape, partitionKey: this.#anyKey() };
    });
  }

  #one(): StreamItem {
    const { random, titles } = this;
    const choice = random.below(20);
    if (choice < 4) {
      const number = random.below(titleCount);
      // Versions of a title stay in the order in which they were put.
      return itemOf(titles.title(1_000_000 + number), `title-${number}`, 'a title');
    }
    if (choice === 4) return itemOf(titles.badRating(), this.#anyKey(), 'bad');
    if (choice === 5) return this.#list(random.below(30));
    const copied = this.#sent[random.below(this.#sent.length)];
    if (choice < 8 && copied !== undefined) return itemOf(copied, this.#anyKey(), 'a copy');
    const rating = titles.rating();
    this.#sent.push(rating);
    return itemOf(rating, this.#anyKey());
  }

  #list(length: number): StreamItem {
    const written = Array.from({ length: length + 2 }, () => this.titles.rating());
    const text = written.map((each) => each.text).join('\n');
    return {
      name: `a list of ${written.length}`,
      data: this.random.chance(0.5)
        ? gzip(`[${written.map((each) => each.text).join(',')}]`)
        : zstd(`${text}\n`),
      partitionKey: this.#anyKey(),
      payloads: written.map(({ fate }, index) => ({ place: at(index), fate })),
    };
  }

  #anyKey(): string {
    return `key-${this.random.below(1_000)}`;
  }
}
