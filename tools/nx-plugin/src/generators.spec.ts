import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Schema {
  properties: Record<string, { description?: string }>;
  required: string[];
}

const folder = join(import.meta.dirname, '..');
const read = <T>(file: string): T => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
const { generators } = read<{
  generators: Record<string, { factory: string; schema: string; description: string }>;
}>('generators.json');

it('package.json names the list of generators, by which Nx finds them', () => {
  expect(read<{ generators: string }>('package.json').generators).toBe('./generators.json');
  expect(Object.keys(generators)).toEqual(['dataset', 'service']);
});

it.each(Object.entries(generators))(
  '%s is loaded from its sources, and says what it takes',
  (_name, entry) => {
    const loaded = createRequire(import.meta.url)(join(folder, entry.factory)) as { default: unknown };
    expect(typeof loaded.default).toBe('function');
    const { properties, required } = read<Schema>(entry.schema);
    expect(required).toEqual(['name']);
    for (const [option, { description }] of Object.entries(properties))
      expect([option, description]).not.toContain(undefined);
  },
);
