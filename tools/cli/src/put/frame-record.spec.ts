import { titleBasics, titleRatings } from '@sluice/contracts';
import { describe, expect, it } from 'vitest';
import { maxRecordBytes, recordFramer } from './frame-record.js';

const good = '{"tconst":"tt0000001", "averageRating":5.70e0,"numVotes":10,"ratedAt":"2026-01-01T00:00:00Z"}';
const frame = (line: string | Buffer, validate = true) =>
  recordFramer(titleRatings, validate)(Buffer.from(line as string));

describe('recordFramer', () => {
  it("keeps the line's own bytes in the envelope", () => {
    const framed = frame(good);
    expect(framed.ok && framed.record.data.toString()).toBe(
      `{"dataset":"title-ratings","contractVersion":${titleRatings.version},"data":${good}}`,
    );
  });

  it.each([
    ['nope', 'not JSON'],
    ['[1]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
    ['{"tconst":"x"}', /^tconst: pattern_mismatch \(expected .*found "x"\)$/],
    ['{}', /^tconst: missing_value/],
  ])('refuses %s, and says why', (line, problem) => {
    expect(frame(line)).toEqual({
      ok: false,
      problem: typeof problem === 'string' ? problem : expect.stringMatching(problem),
    });
  });

  it.each(['{"tconst":"x"}', '[1]'])('sends %s as it is when it does not validate', (line) => {
    const framed = frame(line, false);
    expect(framed.ok && JSON.parse(framed.record.data.toString()).data).toEqual(JSON.parse(line));
  });

  it('sends what is not JSON as a text when it does not validate', () => {
    const framed = frame('no "JSON"', false);
    expect(framed.ok && JSON.parse(framed.record.data.toString()).data).toBe('no "JSON"');
  });

  it('sends bytes that are no text unchanged when it does not validate', () => {
    const framed = frame(Buffer.from([0xff, 0xfe]), false);
    expect(framed.ok && framed.record.data.includes(Buffer.from([0xff, 0xfe]))).toBe(true);
  });

  it('refuses what the stream cannot take, validated or not', () => {
    expect(frame(`"${'x'.repeat(maxRecordBytes)}"`, false)).toEqual({
      ok: false,
      problem: `the record is larger than ${maxRecordBytes} bytes`,
    });
  });

  it('keeps the versions of one key on one shard', () => {
    const framer = recordFramer(titleBasics, false);
    const keyOf = (line: string) => {
      const framed = framer(Buffer.from(line));
      return framed.ok ? framed.record.partitionKey : undefined;
    };
    expect(keyOf('{"tconst":"tt1","isAdult":0}')).toBe(keyOf('{"isAdult":1,"tconst":"tt1"}'));
    expect(keyOf('{"tconst":"tt1"}')).not.toBe(keyOf('{"tconst":"tt2"}'));
  });
});
