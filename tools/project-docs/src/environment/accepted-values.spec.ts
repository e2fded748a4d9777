import { expect, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { acceptedValues } from './accepted-values.js';

const flag = mini.pipe(
  mini._default(mini.enum(['true', 'false']), 'false'),
  mini.transform((value) => value === 'true'),
);
const json = mini.pipe(
  mini.pipe(
    mini.string(),
    mini.transform((text: string): unknown => JSON.parse(text)),
  ),
  mini.array(mini.string()),
);

it.each([
  ['a text', z.string().min(1), 'text', 'required'],
  ['an optional text', z.string().optional(), 'text', 'optional'],
  ['a URL', mini.url(), 'URL', 'required'],
  ['a start', mini.string().check(mini.startsWith('arn:')), 'text that begins with `arn:`', 'required'],
  ['a pattern', mini.string().check(mini.regex(/^a|b$/)), 'text like `^a|b$`', 'required'],
  ['a count', z.coerce.number().int().positive(), 'integer ≥ 1', 'required'],
  ['an integer within limits', z.coerce.number().int().min(0).max(65535).default(8080), 'integer from 0 to 65535', '`8080`'],
  ['a number above', z.coerce.number().positive(), 'number > 0', 'required'],
  ['a number from', mini.coerce.number().check(mini.gte(0)), 'number ≥ 0', 'required'],
  ['a number up to', mini.coerce.number().check(mini.lte(3)), 'number ≤ 3', 'required'],
  ['any integer', z.coerce.number().int(), 'integer', 'required'],
  ['a flag', flag, 'one of `true`, `false`', '`false`'],
  ['JSON', json, 'JSON array', 'required'],
])('says of %s', (_what, schema, values, otherwise) => {
  expect(acceptedValues(schema)).toEqual({ values, otherwise });
}); // prettier-ignore

it('refuses what no variable can be', () => {
  expect(() => acceptedValues(z.array(z.string()))).toThrow('a variable is a text');
});
