import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf, jsonRecords } from './load-json.js';

describe('records of JSON', () => {
  it('are the objects at the root, with every member as it stands there', () => {
    const objects = fc.array(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), { maxLength: 4 });
    const blanks = fc.constantFrom('', '\n', ' \r\n\t');
    fc.assert(
      fc.property(objects, blanks, fc.constantFrom(0, 2), (values, between, indentation) => {
        const text = values.map((value) => JSON.stringify(value, null, indentation)).join(between);
        const records = [...jsonRecords(text)];
        expect(records.map(({ invalid }) => invalid)).toEqual(values.map(() => undefined));
        const read = records.map(({ members }) =>
          Object.fromEntries([...members].map(([name, member]) => [name, JSON.parse(member) as unknown])),
        );
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
    );
  });

  it('end with the line that their last character stands in', () => {
    const records = [...jsonRecords('{"a":\n1}\n\n{"a": 2} {\n}')];
    expect(records.map(({ line }) => line)).toEqual([2, 4, 5]);
  });

  it.each(['[1]', '{"a": 1}, {"a": 2}', '{"a": }', '{"a": 1', '{"a": "}', 'x'])('stop at %s', (text) => {
    expect([...jsonRecords(text)].at(-1)?.invalid).toBe(true);
  });

  it('keep the digits of numbers and the text of what is nested', () => {
    const [{ members } = { members: new Map<string, string>() }] = jsonRecords(
      '{"n": 9007199254740993.10, "s": "a\\"b", "o": {"k": [1 ]}, "z": null}',
    );
    const field = (name: string) => fieldOf(members.get(name), false);
    expect(['n', 's', 'o', 'z', 'absent'].map(field)).toEqual([
      '9007199254740993.10',
      'a"b',
      '{"k": [1 ]}',
      null,
      null,
    ]);
  });
});
