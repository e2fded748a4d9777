import { describe, expect, it } from 'vitest';
import { appendJsonBytes, appendJsonInteger, appendJsonText } from './json-bytes.js';
import { ByteOutput } from './sinks/byte-output.js';

/** What is written behind something else. */
function written(append: (output: ByteOutput) => unknown): string {
  const output = new ByteOutput();
  output.append(Buffer.from('{'));
  append(output);
  return output.written.toString();
}

const everyAscii = String.fromCharCode(...Array(0x80).keys());
const texts = [
  ...['', 'plain', everyAscii, 'é\t"\\', '東京 🎬', '\u2028\u2029\ufeff\uffff', '\x7f'],
  ...Array.from(everyAscii, (character) => `a${character}b`),
];

describe('JSON written as bytes', () => {
  it.each([...texts, 'a\ud800b', '\udc00'])('is that of JSON.stringify: text %j', (text) => {
    expect(written((output) => appendJsonText(text, output))).toBe(`{${JSON.stringify(text)}`);
  });

  it.each(texts)('is that of JSON.stringify: the bytes of %j', (text) => {
    expect(written((output) => appendJsonBytes(Buffer.from(text), output))).toBe(`{${JSON.stringify(text)}`);
  });

  it.each([16_383, 16_384, 16_385, 70_000])('is that of JSON.stringify: %i bytes', (length) => {
    for (const character of ['\x01', '"', 'x']) {
      const text = character.repeat(length - 1) + '\n';
      expect(written((output) => appendJsonBytes(Buffer.from(text), output))).toBe(
        `{${JSON.stringify(text)}`,
      );
    }
  });

  it.each([
    ['Latin-1', [0x61, 0xe9, 0x62]],
    ['a cut character', [0x61, 0xe2, 0x82]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
  ])('is nothing for %s', (_, bytes) => {
    const output = new ByteOutput();
    output.append(Buffer.from('{'));
    expect(appendJsonBytes(Buffer.from(bytes), output)).toBe(false);
    expect(output.written.toString()).toBe('{');
  });

  it.each([0, 1, 9, 10, 99, 100, 1_000_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 + 7, 2 ** 53 - 1])(
    'has the digits of %i',
    (value) => {
      expect(written((output) => appendJsonInteger(value, output))).toBe(`{${value}`);
    },
  );

  it('has the digits of every small number', () => {
    for (let value = 0; value < 12_000; value++)
      expect(written((output) => appendJsonInteger(value, output))).toBe(`{${value}`);
  });
});
