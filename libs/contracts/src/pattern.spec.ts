import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPattern } from './pattern.js';
import { seededRandom } from './sample/seeded-random.js';

describe('readPattern', () => {
  it.each([
    ['^tt\\d{7,10}$', '^tt\\d{7,10}$'],
    ['^.$', '^[^\\n\\r\\x{2028}\\x{2029}]$'],
    ['^[.^-]+\\.(a|bc)?$', '^[.\\^-]+\\.(?:a|bc)?$'],
    ['^(?:é|🎬)*\\/$', '^(?:é|🎬)*\\/$'],
  ])('%s is %s in RE2', (pattern, re2) => {
    expect(readPattern(pattern)).toMatchObject({ re2 });
  });

  it.each([
    ['a', /anchored/],
    ['^a', /anchored/],
    ['^a\\$', /ends too early/],
    ['^a|b$', /without an anchor/],
    ['^(?=a)$', /groups in both engines/],
    ['^(?<name>a)$', /groups in both engines/],
    ['^(?i:a)$', /groups in both engines/],
    ['^(a)\\1$', /not read alike/],
    ['^\\s$', /not read alike/],
    ['^\\bx$', /not read alike/],
    ['^\\p{L}$', /not read alike/],
    ['^\\x41$', /not read alike/],
    ['^\\u0041$', /not read alike/],
    ['^a+?$', /after a quantifier/],
    ['^a{1001}$', /more than 1000/],
    ['^(a{100}){100}$', /more than 1000/],
    ['^[]a]$', /empty class/],
    ['^[[:alpha:]]$', /in a class/],
    ['^a$b$', /write/],
    ['^(a$', /unbalanced|too early/],
    ['^a)$', /unbalanced/],
    ['^*a$', /write \\\*/],
    ['^[z-a]$', /not a regular expression/],
    ['^a{2,1}$', /not a regular expression/],
  ])('refuses %s', (pattern, problem) => {
    expect(readPattern(pattern)).toEqual({ problem: expect.stringMatching(problem) as string });
  });

  it('gives samples that match', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          '^tt\\d{7,10}$',
          '^(a|bc|[x-z]{2})+\\.?$',
          '^[^a-z]{3}.\\W*$',
          '^[A-Z]{2}-\\w+(?:,\\d)?$',
        ),
        fc.integer(),
        (pattern, seed) => {
          const read = readPattern(pattern);
          const random = seededRandom(seed);
          expect('sample' in read && read.sample((count) => random.below(count))).toMatch(
            new RegExp(pattern, 'u'),
          );
        },
      ),
      { seed: 3 },
    );
  });
});
