import type { Column, ListColumn } from '../column.js';
import type { Value } from '../row.js';
import { utf8Length } from '../utf8-length.js';
import { bigintSampler, decimalSampler, integerSampler } from './number-samples.js';
import type { SeededRandom } from './seeded-random.js';
import { textSampler, words, type TextSampler } from './text-samples.js';

/** A valid text, and the value that it stands for. */
export interface SampleValue {
  readonly text: string;
  /** Canonical, not masked. */
  readonly value: Value;
}

/** Makes a valid text of a column; `index` makes it distinct where the column must be. */
export type ValueSampler = (random: SeededRandom, index: number) => SampleValue;

const genres = [
  'Action',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Family',
  'Music',
  'Romance',
  'Sci-Fi',
] as const;
const epochDay = 16_436;

/**
 * @param distinct whether two indexes must not give the same value, as far as the column has room (keys and event
 * identities)
 */
export function valueSampler(column: Column, distinct: boolean): ValueSampler {
  switch (column.type) {
    case 'text':
      return ofText(textSampler(column, distinct));
    case 'integer': {
      const sample = integerSampler(column, distinct);
      return (random, index) => {
        const value = sample(random, index);
        return { text: String(value), value };
      };
    }
    case 'bigint':
      return ofText(bigintSampler(column, distinct));
    case 'decimal':
      return ofText(decimalSampler(column, distinct));
    case 'double':
      return (random, index) => {
        const value = (distinct ? index : random.below(2_000_001) - 1_000_000) / 1000;
        return { text: String(value), value };
      };
    case 'boolean':
      return (random) => {
        const value = random.chance(0.1);
        return { text: random.pick((value ? column.trueTexts : column.falseTexts) as [string]), value };
      };
    case 'date':
      return ofText((random, index) =>
        new Date((epochDay + (distinct ? index % 2_000_000 : random.below(4000))) * 86_400_000)
          .toISOString()
          .slice(0, 10),
      );
    case 'timestamp':
      return timestampSampler(distinct);
    case 'list':
      return listSampler(column);
    case 'json':
      return ofText((random) => fittedJson(sampleJson(random), column.maxBytes));
  }
}

/** Of a type whose value is the text. */
function ofText(sample: TextSampler): ValueSampler {
  return (random, index) => {
    const text = sample(random, index);
    return { text, value: text };
  };
}

function timestampSampler(distinct: boolean): ValueSampler {
  const zones = [
    ['Z', 0],
    ['Z', 0],
    ['Z', 0],
    ['+02:00', 7200],
    ['-05:30', -19_800],
  ] as const;
  const at = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 19);
  return (random, index) => {
    const local = epochDay * 86_400 + (distinct ? index : random.below(300_000_000));
    const fraction = random.chance(0.2) ? String(random.below(1000)) : '';
    const [zone, offset] = random.pick(zones);
    return {
      text: `${at(local)}${fraction === '' ? '' : `.${fraction}`}${zone}`,
      value: `${at(local - offset)}.${fraction.padEnd(6, '0')}Z`,
    };
  };
}

function sampleJson(random: SeededRandom): unknown {
  const leaf = () =>
    random.pick([
      random.below(1000),
      random.below(1000) / 8,
      random.pick(words),
      random.chance(0.5),
      null,
      '',
    ]);
  switch (random.below(4)) {
    case 0:
      return leaf();
    case 1:
      return Array.from({ length: random.below(4) }, leaf);
    default:
      return { id: random.below(1_000_000), name: random.pick(words), tags: [leaf(), { deep: leaf() }] };
  }
}

/** As a producer writes it; a small digit where that does not fit. */
function fittedJson(value: unknown, maxBytes: number): string {
  const text = JSON.stringify(value);
  return utf8Length(text) <= maxBytes ? text : '7';
}

function listSampler({ separator, maxBytes }: ListColumn): ValueSampler {
  const names = genres.map((genre) => genre.replaceAll(separator, '')) as [string, ...string[]];
  return (random) => {
    const items = [random.pick(names).slice(0, maxBytes)];
    let bytes = items[0]?.length ?? 0;
    for (let more = random.below(3); more > 0; more--) {
      const item = random.pick(names);
      bytes += 1 + item.length;
      if (bytes <= maxBytes) items.push(item);
    }
    // None of the items has anything to escape.
    return { text: items.join(separator), value: `["${items.join('","')}"]` };
  };
}
