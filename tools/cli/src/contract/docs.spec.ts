import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataDictionary, datasets, titleBasics } from '@sluice/contracts';
import { expect, it } from 'vitest';
import { said } from './contract-root.testing.js';
import { docs } from './docs.js';

it('writes a file for each dataset', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-docs-'));
  const out = join(folder, 'made', 'here');
  try {
    expect(await said(() => docs([], { format: 'markdown', out }))).toBe(
      datasets.map(({ name }) => `${join(out, name)}.md\n`).join(''),
    );
    await said(() => docs(['title-basics'], { format: 'json-schema', out }));
    expect((await readdir(out)).sort()).toEqual(
      [...datasets.map(({ name }) => `${name}.md`), 'title-basics.schema.json'].sort(),
    );
    expect(await readFile(join(out, 'title-basics.md'), 'utf8')).toBe(dataDictionary(titleBasics));
    expect(JSON.parse(await readFile(join(out, 'title-basics.schema.json'), 'utf8'))).toHaveProperty('$id');
  } finally {
    await rm(folder, { recursive: true });
  }
});
