import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filledLineCounter, lineCounter, quotedCounter, type RecordCounter } from './count-records.js';
import { lineFramer } from './frame-lines.js';
import { quotedFramer } from './frame-quoted.js';
import { framingFaults, type FramedRecord, type Framer } from './framing.js';

const [comma, quote, limit] = [0x2c, 0x22, 12];

interface Cut {
  readonly text: string;
  readonly line: number;
  readonly fault: string | undefined;
}

function run(cutter: (record: (framed: FramedRecord) => void) => Framer, blocks: readonly Buffer[]): Cut[] {
  const cuts: Cut[] = [];
  const framer = cutter(({ data, start, end, line, fault }) =>
    cuts.push({ text: data.toString('latin1', start, end), line, fault }),
  );
  for (const block of blocks) framer.push(block);
  framer.end();
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
const cuts = fc.array(fc.nat(60), { maxLength: 6 });

function cutAt(all: Buffer, at: readonly number[]): Buffer[] {
  const edges = [
    0,
    ...at.map((edge) => Math.min(edge, all.length)).sort((one, other) => one - other),
    all.length,
  ];
  return edges.slice(1).map((edge, index) => all.subarray(edges[index], edge));
}

const quoted = (record: (framed: FramedRecord) => void) =>
  quotedFramer({ delimiter: comma, quote }, record, limit);
const lines = (record: (framed: FramedRecord) => void) => lineFramer(record, limit);

describe('framing', () => {
  it('of quoted records agrees with the counter, wherever blocks are cut', () => {
    fc.assert(
      fc.property(bytes, cuts, (all, at) => {
        const whole = run(quoted, [all]);
        const blocks = cutAt(all, at);
        expect(run(quoted, blocks)).toEqual(whole);
        expect(count(quotedCounter(comma, quote, limit), blocks)).toBe(whole.length);
      }),
      { seed: 11, numRuns: 20_000 },
    );
  });

  it('of lines agrees with the counters, wherever blocks are cut', () => {
    fc.assert(
      fc.property(bytes, cuts, (all, at) => {
        const whole = run(lines, [all]);
        const blocks = cutAt(all, at);
        expect(run(lines, blocks)).toEqual(whole);
        expect(count(lineCounter(), blocks)).toBe(whole.length);
        const filled = all
          .toString()
          .split('\n')
          .filter((line) => /[^ \t\r]/.test(line));
        expect(count(filledLineCounter(), blocks)).toBe(filled.length);
      }),
      { seed: 12, numRuns: 20_000 },
    );
  });

  it('loses no byte of a quoted record but its line end', () => {
    const text = 'a,"b\n""c""",d\r\n\n"e",f\n';
    expect(run(quoted, [Buffer.from(text)])).toEqual([
      { text: 'a,"b\n""c""",d', line: 1, fault: framingFaults.tooLong(limit) },
      { text: '', line: 3, fault: undefined },
      { text: '"e",f', line: 4, fault: undefined },
    ].map((cut, index) => (index === 0 ? { ...cut, text: cut.text.slice(0, limit) } : cut))); // prettier-ignore
  });
});
