import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { workspaceRoot as root } from '../workspace-root.testing.js';
import { configFile, declaredVariables, hasConfig, objectKeys } from './config-source.js';
import { otherVariables, sharedVariables } from './shared-variables.js';

const folders = ['apps', 'libs'].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
);
const read = /\b(?:process\.env|environment|variables|env)(?:\.|\[['"])([A-Z_][A-Z0-9_]+)\b/g;

/** `name` and `file` of each variable that the sources read by its name. */
const readByName = folders.flatMap((folder) =>
  readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.(spec|testing)\.ts$/.test(path))
    .flatMap((path) => {
      const file = join(folder, 'src', path);
      return [...readFileSync(join(root, file), 'utf8').matchAll(read)].map(([, name = '']) => ({
        name,
        file,
      }));
    }),
);

const declared = folders
  .filter((folder) => hasConfig(root, folder))
  .flatMap((folder) => declaredVariables(root, folder).map(({ name }) => ({ name, folder })));

it('every variable that apps and libs read stands in a schema or in a list of those that do not', () => {
  const known = new Set([
    ...declared.map(({ name }) => name),
    ...sharedVariables.map(({ name }) => name),
    ...Object.keys(otherVariables),
  ]);
  expect(readByName.filter(({ name }) => !known.has(name))).toEqual([]);
  // The search finds what is there.
  expect(readByName.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(otherVariables)));
});

it('those in no schema are explained where it says', () => {
  const unexplained = Object.entries(otherVariables).filter(
    ([name, document]) => !readFileSync(join(root, document), 'utf8').includes(`\`${name}`),
  );
  expect(unexplained).toEqual([]);
});

it('the list of shared ones is what libs/config reads', () => {
  const file = join(root, 'libs/config/src/aws-client-settings.ts');
  const shared = sharedVariables.filter(({ name }) => name.startsWith('AWS_'));
  expect(shared.map(({ name }) => name)).toEqual(objectKeys(file));
  const attempts = shared.find(({ name }) => name === 'AWS_MAX_ATTEMPTS');
  const [, byDefault] = /AWS_MAX_ATTEMPTS: z\._default\(.*, (\d+)\)/.exec(readFileSync(file, 'utf8')) ?? [];
  expect(attempts?.otherwise).toBe(`\`${byDefault}\``);
  const traced = readByName.filter(({ name }) => name === '_X_AMZN_TRACE_ID').map(({ file: at }) => at);
  expect(traced).toEqual(['libs/config/src/invocation-trace-id.ts']);
});

it('every schema is kept where the documents are made from', () => {
  const elsewhere = folders
    .filter((folder) => existsSync(join(root, folder, 'src')))
    .flatMap((folder) =>
      readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts') && !/\.(spec|testing)\.ts$/.test(path))
        .map((path) => join(folder, 'src', path))
        .filter((file) => /\bconst \w*onfigSchema\b/.test(readFileSync(join(root, file), 'utf8')))
        .filter((file) => file !== configFile(folder)),
    );
  expect(elsewhere).toEqual([]);
  expect(declared.length).toBeGreaterThan(50);
});

it('a library that reads variables by a schema names each of them in its README', () => {
  const unnamed = declared
    .filter(({ folder }) => folder.startsWith('libs/'))
    .filter(
      ({ name, folder }) => !readFileSync(join(root, folder, 'README.md'), 'utf8').includes(`\`${name}\``),
    );
  expect(unnamed).toEqual([]);
});
