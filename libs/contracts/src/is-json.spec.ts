import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJson, maxJsonDepth } from './is-json.js';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('isJson', () => {
  it.each([
    ['an object', '{"a":[1,2.5,-3e-7,true,false,null,"x"]}'],
    ['a scalar', '7'],
    ['null', 'null'],
    ['a text', '"abc"'],
    ['blanks around and between', ' \n[\t1\r,2 ]\n'],
    ['repeated keys', '{"a":1,"a":2}'],
    ['a number of many digits', `[${'9'.repeat(308)}, 0.${'1'.repeat(2000)}, 1e-400]`],
    ['the largest double', '1.7976931348623157e308'],
    ['escapes of every kind', '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83C\\udfac"'],
    ['a backslash before what looks like an escape', '"\\\\u0000 \\\\ud800"'],
    ['brackets and numbers inside texts', `"${'['.repeat(2000)} 1e400"`],
    ['the deepest nesting', nested(maxJsonDepth)],
    ['much side by side', `[${'[],'.repeat(5000)}[]]`],
  ])('accepts %s', (_, text) => {
    expect(isJson(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['blanks', ' '],
    ['words', 'abc'],
    ['a trailing comma', '[1,]'],
    ['a comment', '[1]//'],
    ['single quotes', "['a']"],
    ['two values', '{} {}'],
    ['NaN', 'NaN'],
    ['a leading zero', '01'],
    ['a plus', '+1'],
    ['a control character in a text', '"a\tb"'],
    ['a blank that JSON does not know', '\u00a0[]'],
    ['a byte order mark', '\uFEFF{}'],
    ['a number beyond every double', '{"a":[1e400]}'],
    ['a negative one', '-1e309'],
    ['one without an exponent', '9'.repeat(400)],
    ['an escaped NUL', '"\\u0000"'],
    ['an escaped NUL in a key', '{"\\u0000":1}'],
    ['half a pair', '"\\ud83c"'],
    ['the other half', '"\\udfac"'],
    ['halves the wrong way round', '"\\udfac\\ud83c"'],
    ['half a pair and a letter', '"\\ud83c\\u0041"'],
    ['an escaped U+FFFE', '"\\ufffe"'],
    ['an escaped U+FFFF', '"\\uFFFF"'],
    ['an escape without its digits', '"\\u12"'],
    ['an escape of nothing', '"\\x41"'],
    ['an open text', '"abc'],
    ['an open text that ends in a backslash', '"abc\\'],
    ['nesting that is too deep', nested(maxJsonDepth + 1)],
  ])('refuses %s', (_, text) => {
    expect(isJson(text)).toBe(false);
  });

  it.each([
    ['brackets that open', '['.repeat(2_000_000)],
    ['braces that open', '{"a":'.repeat(400_000)],
    ['brackets that close', ']'.repeat(2_000_000)],
    ['brackets side by side', '[]'.repeat(1_000_000)],
    ['backslashes', `"${'\\'.repeat(2_000_001)}`],
    ['digits', '1'.repeat(2_000_000)],
    ['digits and signs', '1e+'.repeat(700_000)],
    ['quotes', '"'.repeat(2_000_001)],
  ])('refuses 2 MB of %s in no time', (_, text) => {
    const start = performance.now();
    expect(isJson(text)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('accepts all that JSON.stringify writes but what text must not hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }), (value) => {
        const text = JSON.stringify(value);
        expect(isJson(text)).toBe(!/(?<!\\)(?:\\\\)*\\u0000/.test(text));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
});
