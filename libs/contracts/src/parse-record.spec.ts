import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxJsonDepth } from './is-json.js';
import { parseRecord } from './parse-record.js';

/** What an obviously right reader finds, which goes by JSON's grammar, a value at a time. */
function readSlowly(text: string): { repeated: boolean; reserved: boolean } {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gsu) ?? [];
  const found = { repeated: false, reserved: false };
  let at = 0;
  const read = (depth: number): void => {
    const token = tokens[at++];
    if (token !== '{' && token !== '[') return;
    const keys: string[] = [];
    while (tokens[at] !== '}' && tokens[at] !== ']') {
      if (token === '{') {
        keys.push(JSON.parse(tokens[at] ?? '') as string);
        at += 2;
      }
      read(depth + 1);
      if (tokens[at] === ',') at++;
    }
    at++;
    if (keys.some((key, index) => keys.indexOf(key) !== index)) found.repeated = true;
    if (depth === 0 && keys.includes('__proto__')) found.reserved = true;
  };
  read(0);
  return found;
}

const reasonOf = (text: string) => {
  const parsed = parseRecord(text);
  return parsed.ok ? undefined : parsed.fault.reason;
};

describe('parseRecord', () => {
  it('gives the object of a text', () => {
    expect(parseRecord(' {"a": [1, {"b": null}], "c": "x: \\"y\\": z"}\r\n')).toEqual({
      ok: true,
      record: { a: [1, { b: null }], c: 'x: "y": z' },
    });
  });

  it.each<[string, string, string, string | null]>([
    ['{"a":1,', 'malformed_record', 'JSON', '{"a":1,'],
    ['', 'malformed_record', 'JSON', ''],
    ['[{"a":1}]', 'malformed_record', 'a JSON object', '[{"a":1}]'],
    ['null', 'malformed_record', 'a JSON object', 'null'],
    ['{"a":1,"b":2,"a":1}', 'duplicate_key', 'each key once', 'a'],
    ['{"a":{"b":[{"c":1,"c":2}]}}', 'duplicate_key', 'each key once', 'c'],
    ['{"a":1,"\\u0061":2}', 'duplicate_key', 'each key once', 'a'],
    ['{"":1,"":2}', 'duplicate_key', 'each key once', ''],
    ['{"a:b":1,"c":"\\u003a \\u003a","a:b":2}', 'duplicate_key', 'each key once', 'a:b'],
    ['{"__proto__":1,"__proto__":2}', 'duplicate_key', 'each key once', '__proto__'],
    ['{"__proto__":{}}', 'reserved_key', 'no key __proto__', '__proto__'],
    ['{"\\u005f_proto__":null}', 'reserved_key', 'no key __proto__', '__proto__'],
  ])('refuses %s', (text, reason, rule, value) => {
    expect(parseRecord(text)).toMatchObject({ ok: false, fault: { reason, rule, value, column: null } });
  });

  it.each([
    '{"a":{"__proto__":1}}',
    '{"constructor":1,"toString":2,"hasOwnProperty":3}',
    '{"a":{"b":1},"b":{"b":1},"c":[{"b":1},{"b":1}]}',
    '{"a":"a","A":1,"a ":2,"\\"a\\"":3,"\\\\a":4}',
    '{"k":"\\"k\\":1, \\\\","l":"{\\"k\\":1}"}',
    '{"k" :1, "l"\n:\t2}',
    '{"a":"\\\\","b":"\\\\\\"","c":"{["}',
  ])('takes %s', (text) => {
    expect(parseRecord(text)).toEqual({ ok: true, record: JSON.parse(text) as unknown });
  });

  it('tells which keys of the record itself are not to be trusted', () => {
    const parsed = parseRecord('{"a":{"x":1,"x":2},"b":1,"b":2}');
    expect(parsed).toMatchObject({ record: { a: { x: 2 }, b: 2 }, repeatedKeys: new Set(['b']) });
  });

  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const blanks = ' '.repeat(1_100_000);

  it.each([
    ['values as deep as a json column takes them', `{"data":{"x":${nested(maxJsonDepth)}}}`, undefined],
    ['one deeper', `{"data":{"x":${nested(maxJsonDepth + 1)}}}`, 'too_deep'],
    ['200,000 deep', `{"x":${nested(200_000)}}`, 'too_deep'],
    ['deep in what a repeated key hides', `{"x":${nested(2000)},"x":1}`, 'too_deep'],
    ['deep only as a text', `{"x":"${nested(2000)}"}`, undefined],
    ['deep in a long text', `{"x":${nested(2000)}}${blanks}`, 'too_deep'],
    ['deep in a long text that is no JSON', `{"x":${nested(2000)}${blanks}`, 'too_deep'],
    ['wide in a long text', `{"x":[${'[],'.repeat(400_000)}[]]}`, undefined],
    ['a long text without an end', `{"x":"${blanks}`, 'malformed_record'],
  ])('judges %s', (_, text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  const key = fc.constantFrom('a', 'b', 'a:b', '":', '\\', '"', '__proto__', 'é', '', ' ');
  const blank = fc.constantFrom('', '', ' ', '\n', '\t ');
  /** JSON's text for a string, with some of its characters escaped though they need not be. */
  const stringText = fc
    .tuple(fc.oneof(key, fc.string({ maxLength: 6 })), fc.integer({ min: 0, max: 7 }))
    .map(([content, which]) =>
      JSON.stringify(content).replace(/(?<!\\)[a:_é](?=.)/g, (character, index: number) =>
        index % 8 === which ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character,
      ),
    );
  const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('1', '-0.50', 'null', 'true', '1e3'),
      stringText,
      tie('object'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`),
    ),
    object: fc
      .array(fc.tuple(stringText, blank, blank, tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([name, a, b, value]) => `${name}${a}:${b}${value}`).join(',')}}`),
  }));

  it('agrees with a slow reader on whatever is an object', () => {
    const seen = new Map<string | undefined, number>();
    fc.assert(
      fc.property(object, (text) => {
        const { repeated, reserved } = readSlowly(text);
        const expected = repeated ? 'duplicate_key' : reserved ? 'reserved_key' : undefined;
        expect(reasonOf(text)).toBe(expected);
        seen.set(expected, (seen.get(expected) ?? 0) + 1);
      }),
      { seed: 3, numRuns: 3000 },
    );
    expect(
      Math.min(...['duplicate_key', 'reserved_key', undefined].map((reason) => seen.get(reason) ?? 0)),
    ).toBeGreaterThan(100);
  });

  it('never throws and takes time in proportion to the text', () => {
    for (const text of [
      '{"":'.repeat(400_000),
      `{"${'\\'.repeat(2_000_001)}`,
      `{"a":"${'\\"'.repeat(1_000_000)}","a":1}`,
      `{${'"a":1,'.repeat(300_000)}"a":1}`,
    ]) {
      const started = performance.now();
      expect(parseRecord(text).ok).toBe(false);
      expect(performance.now() - started).toBeLessThan(2000);
    }
  });
});
