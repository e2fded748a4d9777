import { gzipSync } from 'node:zlib';
import {
  sampleFileLines,
  titleBasics,
  titleRatings,
  type Dataset,
  type SampleLine,
  type SeededRandom,
} from '@sluice/contracts';
import type { FileRecord, LandingFile } from './known-file.js';

const rows = 60;
const faultRatio = 0.04;
/** One more and the whole file is bad. */
const mostBad = Math.floor(rows * Math.min(titleBasics.maxRejectRatio, titleRatings.maxRejectRatio));
/** Titles that files and the stream's producers write versions of. */
const sharedTitles = { first: 1_000_000, count: 40 };
/** Titles that several files have. */
const filesTitles = { first: 2_000_000, count: 150 };
/** From here on each file that lands more than once has titles of its own: which copy of it stands depends on the order. */
const ownTitles = 10_000_000;

/** Files as producers land them. No two have the same key, but for those that are made to. */
export class FileMaker {
  #made = 0;

  constructor(private readonly random: SeededRandom) {}

  /** Good records and a few bad ones; titles of other files and of the stream among them. */
  any(): LandingFile {
    return this.random.chance(0.6)
      ? this.#titles(this.#key('title-basics'))
      : this.#ratings(this.#key('title-ratings'));
  }

  /** To be landed in this order under one key: A, then another, then A again. */
  returning(): readonly LandingFile[] {
    const key = this.#key('title-basics');
    const first = ownTitles + this.#made * 1000;
    const [a, b] = [this.#ownTitles(key, first), this.#ownTitles(key, first)];
    return [a, b, a];
  }

  /** The same bytes again under the same key. */
  repeated(): readonly LandingFile[] {
    const file = this.#ratings(this.#key('title-ratings'), 0);
    return [file, file];
  }

  /** A good file, made for being deadly: what kills whoever reads it is not in it. */
  deadly(): LandingFile {
    return this.#titles(this.#key('title-basics', 'deadly'));
  }

  /** One of each way in which a whole file can be bad. */
  broken(): readonly LandingFile[] {
    const good = () => this.#titles('-').body;
    const text = () => plainTitles(this.#titles('-', 'plain').body);
    const header = () => text().replace('titleType', 'titleKind');
    const parked = (key: string, body: Buffer, reason: string): LandingFile => ({
      key,
      body,
      fate: { kind: 'parked', reason },
    });
    const basics = (what: string, ending = '.tsv') => this.#key('title-basics', what, ending);
    return [
      parked(basics('drifted'), Buffer.from(header()), 'header_drift'),
      parked(basics('cut-off', '.tsv.gz'), good().subarray(0, -20), 'corrupt_compression'),
      parked(basics('empty'), Buffer.alloc(0), 'empty_file'),
      parked(basics('utf-16'), Buffer.from(`\uFEFF${text()}`, 'utf16le'), 'undecodable'),
      parked(basics('mostly-bad'), Buffer.from(text().replaceAll(/^tt/gm, 'xx')), 'too_many_rejects'),
      parked(this.#key('nobodys', 'lost'), Buffer.from(text()), 'unknown_dataset'),
      parked(basics('picture', '.png'), Buffer.from(text()), 'unknown_format'),
    ];
  }

  #key(dataset: string, what = 'file', ending = '.tsv.gz'): string {
    this.#made += 1;
    return `${dataset}/${what}-${String(this.#made).padStart(5, '0')}${ending}`;
  }

  #titles(key: string, form: 'gzip' | 'plain' = 'gzip'): LandingFile {
    return this.#titlesOf(
      key,
      () => {
        const { first, count } = this.random.chance(0.2) ? sharedTitles : filesTitles;
        return first + this.random.below(count);
      },
      faultRatio,
      form,
    );
  }

  #ownTitles(key: string, first: number): LandingFile {
    let last = first;
    return this.#titlesOf(key, () => last++, 0, 'gzip');
  }

  #titlesOf(key: string, number: () => number, faults: number, form: 'gzip' | 'plain'): LandingFile {
    const samples = this.#samples(titleBasics, faults);
    const lines: string[] = [];
    const records: FileRecord[] = [];
    let isHeader = true;
    for (const { line, expected, row } of samples) {
      if (isHeader) lines.push(line);
      else if (expected !== 'valid' || row === null) {
        lines.push(line);
        records.push({ reason: expected as Exclude<typeof expected, 'valid'> });
      } else {
        const tconst = `tt${String(number()).padStart(8, '0')}`;
        lines.push(line.replace(/^[^\t]*/, tconst));
        records.push({ row: [tconst, ...row.slice(1)] });
      }
      isHeader = false;
    }
    const text = `${lines.join('\n')}\n`;
    const body = form === 'gzip' ? gzipSync(text) : Buffer.from(text);
    return { key, body, fate: { kind: 'loaded', dataset: 'title-basics', records } };
  }

  #ratings(key: string, faults = faultRatio): LandingFile {
    const samples = this.#samples(titleRatings, faults);
    const body = gzipSync(`${samples.map(({ line }) => line).join('\n')}\n`);
    const records = samples
      .slice(1)
      .map(({ expected, row }): FileRecord =>
        expected === 'valid' && row !== null
          ? { row }
          : { reason: expected as Exclude<typeof expected, 'valid'> },
      );
    return { key, body, fate: { kind: 'loaded', dataset: 'title-ratings', records } };
  }

  /** The header first. */
  #samples(dataset: Dataset, ratio: number): readonly SampleLine[] {
    for (;;) {
      const seed = this.random.below(2 ** 31);
      const samples = [...sampleFileLines(dataset, { rows, seed, faultRatio: ratio })];
      if (samples.filter(({ expected }) => expected !== 'valid').length <= mostBad) return samples;
    }
  }
}

const plainTitles = (body: Buffer): string => body.toString();
