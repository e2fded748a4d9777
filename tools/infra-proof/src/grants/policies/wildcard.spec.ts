import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPattern, matchesAction, matchesPattern } from './wildcard.js';

/** Texts of few characters, those that mean something to patterns or expressions among them. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', ':', '/', '.', '-', '*', '?', '$', '{', '}', '\n'),
  maxLength: 8,
});
const plain = fc.string({
  unit: fc.constantFrom('a', 'b', ':', '/', '.', '-', '+', '(', '\\'),
  maxLength: 8,
});

/** The law itself, a character at a time. */
function matches(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  const rest = pattern.slice(1);
  if (pattern[0] === '*')
    return Array.from({ length: value.length + 1 }, (_, from) => from).some((from) =>
      matches(rest, value.slice(from)),
    );
  return value !== '' && (pattern[0] === '?' || pattern[0] === value[0]) && matches(rest, value.slice(1));
}

describe('patterns', () => {
  it('match as IAM says, character by character', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), maxLength: 6 });
    const value = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '\n'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, value, (one, other) => {
        expect(matchesPattern(one, other)).toBe(matches(one, other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('without wildcards match themselves alone', () => {
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        expect(matchesPattern(one, other)).toBe(one === other);
        expect(isPattern(one)).toBe(false);
      }),
    );
  });

  it('with escaped wildcards match those characters alone', () => {
    const escapedOf = (value: string) => value.replace(/[*?$]/g, '${$&}');
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matchesPattern(escapedOf(one), other)).toBe(one === other);
        expect(isPattern(escapedOf(one))).toBe(false);
      }),
    );
  });

  it('with a variable match whatever stands in its place', () => {
    fc.assert(
      fc.property(plain, plain, plain, (before, inside, after) => {
        expect(matchesPattern(`${before}\${aws:userid}${after}`, before + inside + after)).toBe(true);
      }),
    );
    expect(matchesPattern('home/${aws:username}/*', 'away/x/y')).toBe(false);
    expect(isPattern('${aws:userid}')).toBe(true);
  });

  it('of actions have no case, of resources they do', () => {
    expect(matchesAction('S3:get*', 's3:GetObject')).toBe(true);
    expect(matchesPattern('arn:aws:s3:::B/*', 'arn:aws:s3:::b/k')).toBe(false);
  });
});
