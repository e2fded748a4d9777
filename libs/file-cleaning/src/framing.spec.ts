import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteWindow } from './byte-window.js';
import { quotedCounter } from './count-quoted-records.js';
import { filledLineCounter, lineCounter, type RecordCounter } from './count-records.js';
import { plainLines, type Dialect } from './dialect.js';
import { framingFaults } from './framing-faults.js';
import { RecordCutter } from './record-cutter.js';
import { runsOf } from './runs-of.testing.js';

const [comma, quote, limit] = [0x2c, 0x22, 12];
const csv: Dialect = { delimiter: comma, quote };
const tsv: Dialect = { delimiter: comma, quote: -1 };

interface Cut {
  readonly text: string;
  readonly line: number;
  readonly bytes: number;
  readonly fault: string | undefined;
  readonly fields: readonly string[];
}

function cut(dialect: Dialect, blocks: readonly Buffer[]): Cut[] {
  const cuts: Cut[] = [];
  const window = new ByteWindow();
  const cutter = new RecordCutter(dialect, window, limit);
  const take = () => {
    while (cutter.next()) {
      const { data, start, end, line, bytes, fault, fieldCount, starts, ends, doubled } = cutter;
      const fields = Array.from(
        { length: fault === undefined ? fieldCount : 0 },
        (_, index) => data.toString('latin1', starts[index], ends[index]) + (doubled[index] === 1 ? '*' : ''),
      );
      cuts.push({ text: data.toString('latin1', start, end), line, bytes, fault, fields });
    }
  };
  for (const block of blocks) {
    window.push(block);
    take();
  }
  window.final = true;
  take();
  return cuts;
}

function count(counter: RecordCounter, blocks: readonly Buffer[]): number {
  for (const block of blocks) counter.push(block);
  return counter.end();
}

/** Bytes that matter to framing, cut into blocks anywhere. */
const bytes = fc
  .array(fc.constantFrom(...'"",\n\n\rab \t'), { maxLength: 60, size: 'max' })
  .map((all) => Buffer.from(all.join('')));
const edges = fc.array(fc.nat(60), { maxLength: 6 });

function cutAt(all: Buffer, at: readonly number[]): Buffer[] {
  const inside = at.map((edge) => Math.min(edge, all.length)).sort((one, other) => one - other);
  const whole = [0, ...inside, all.length];
  return whole.slice(1).map((edge, index) => all.subarray(whole[index], edge));
}

describe('cutting records', () => {
  it('with quotes agrees with the counter, wherever blocks are cut', () => {
    fc.assert(
      fc.property(bytes, edges, (all, at) => {
        const whole = cut(csv, [all]);
        const blocks = cutAt(all, at);
        expect(cut(csv, blocks)).toEqual(whole);
        expect(count(quotedCounter(csv, limit), blocks)).toBe(whole.length);
      }),
      { seed: 11, numRuns: runsOf(1500, 5000) },
    );
  });

  it.each([
    ['fields', tsv],
    ['nothing', plainLines],
  ])('of lines of %s agrees with the counters, wherever blocks are cut', (_, dialect) => {
    fc.assert(
      fc.property(bytes, edges, (all, at) => {
        const whole = cut(dialect, [all]);
        const blocks = cutAt(all, at);
        expect(cut(dialect, blocks)).toEqual(whole);
        expect(count(lineCounter(), blocks)).toBe(whole.length);
        const lines = all.toString().split('\n');
        const filled = lines.filter((line) => /[^ \t\r]/.test(line));
        expect(count(filledLineCounter(), blocks)).toBe(filled.length);
        const texts = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
        expect(whole.map(({ text }) => text)).toEqual(
          texts.map((line) => line.replace(/\r$/, '').slice(0, limit)),
        );
      }),
      { seed: 12, numRuns: runsOf(1000, 3000) },
    );
  });

  it('counts lines of long stretches without quotes, wherever blocks are cut', () => {
    const line = fc.constantFrom(
      'abc,def,ghi\n',
      'a,b\r\n',
      '\n',
      'x'.repeat(700),
      'a,"b\n\n"",c",d\n',
      'a"b\n',
    );
    const text = fc.array(line, { maxLength: 300, size: 'max' }).map((lines) => Buffer.from(lines.join('')));
    fc.assert(
      fc.property(text, fc.array(fc.nat(4000), { maxLength: 6 }), (all, at) => {
        const window = new ByteWindow();
        const cutter = new RecordCutter(csv, window);
        window.push(all);
        window.final = true;
        let records = 0;
        while (cutter.next()) records++;
        expect(count(quotedCounter(csv), cutAt(all, at))).toBe(records);
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  it('loses no byte of a quoted record but its line end', () => {
    const text = 'a,"b\n""c""",d\r\n\n"e",f\n';
    expect(cut(csv, [Buffer.from(text)])).toEqual([
      { text: 'a,"b\n""c""",', line: 1, bytes: 13, fault: framingFaults.tooLong(limit), fields: [] },
      { text: '', line: 3, bytes: 0, fault: undefined, fields: [''] },
      { text: '"e",f', line: 4, bytes: 5, fault: undefined, fields: ['e', 'f'] },
    ]);
  });
});
