import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteMatcher } from './byte-pattern.js';

const simple = [
  '^tt\\d{7,10}$',
  '^[A-Z]{2}-\\d+$',
  '^[a-z][a-z0-9_]*$',
  '^\\w+$',
  '^a?b?,?$',
  '^[\\d.]+$',
  '^[\\w-]+$',
  '^\\/?[a-z]{0,4}$',
  '^\\t?$',
  '^x{2,}y{0,3}$',
];
const others = [
  '^.$',
  '^[^a]$',
  '^(a|b)$',
  '^\\D$',
  '^é$',
  '^[é]+$',
  '^a*a$',
  '^\\d{1,3}\\d$',
  '^a?b?a$',
  '^\\/?[a-z/]{0,4}$',
];

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'at0Zx-_,./\té\n'), maxLength: 14 }),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => value.toWellFormed()),
);

describe('a pattern over bytes', () => {
  it.each(simple)('%s matches what the expression matches', (pattern) => {
    const matches = byteMatcher(pattern);
    const expression = new RegExp(pattern, 'u');
    fc.assert(
      fc.property(anyText, fc.nat(12), (value, kept) => {
        // Often near the pattern: with its own characters first.
        const near = pattern.replace(/\W/g, '').slice(0, kept) + value;
        const data = Buffer.from(`|${near}|`);
        expect(matches?.(data, 1, data.length - 1)).toBe(expression.test(near));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  it.each(others)('is not made of %s', (pattern) => {
    expect(byteMatcher(pattern)).toBeUndefined();
  });
});
