import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from './workspace-root.testing.js';

/** Each line breaks one rule of the house, as if it stood in the file named. */
const refused = [
  [
    'core has no AWS client',
    'libs/contracts/src/probe.ts',
    `import '@aws-sdk/client-s3';`,
    '@nx/enforce-module-boundaries',
  ],
  [
    'core imports no support',
    'libs/redshift-loading/src/probe.ts',
    `import '@sluice/logging';`,
    '@nx/enforce-module-boundaries',
  ],
  ['core has no Node', 'libs/contracts/src/probe.ts', `import 'node:fs';`, 'no-restricted-imports'],
  [
    'core has no clock',
    'libs/contracts/src/probe.ts',
    `export const t = Date.now();`,
    'no-restricted-properties',
  ],
  ['core has no clock', 'libs/topology/src/probe.ts', `export const t = new Date();`, 'no-restricted-syntax'],
  [
    'core has no randomness',
    'libs/stream-transform/src/probe.ts',
    `export const r = Math.random();`,
    'no-restricted-properties',
  ],
  ['core does not log', 'libs/message-schemas/src/probe.ts', `console.log('x');`, 'no-restricted-globals'],
  [
    'adapters do not import each other',
    'libs/object-store/src/probe.ts',
    `import '@sluice/message-queue';`,
    '@nx/enforce-module-boundaries',
  ],
  [
    'apps do not import tools',
    'apps/s3-trigger-lambda/src/probe.ts',
    `import '@sluice/local-aws';`,
    '@nx/enforce-module-boundaries',
  ],
  [
    'engines do not import adapters',
    'libs/file-cleaning/src/probe.ts',
    `import '@sluice/object-store';`,
    '@nx/enforce-module-boundaries',
  ],
  [
    'engines do not import commands',
    'libs/file-cleaning/src/probe.ts',
    `import '@sluice/clean-command';`,
    '@nx/enforce-module-boundaries',
  ],
] as const;

const allowed = [
  ['core imports core', 'libs/message-schemas/src/probe.ts', `import '@sluice/contracts';`],
  [
    'core imports zod',
    'libs/contracts/src/probe.ts',
    `import * as z from 'zod';\n\nexport const s = z.string();`,
  ],
  ['apps import adapters', 'apps/fargate-processor/src/probe.ts', `import '@sluice/object-store';`],
  ['commands import engines', 'libs/clean-command/src/probe.ts', `import '@sluice/file-cleaning';`],
] as const;

describe('module boundaries', () => {
  let eslint: ESLint;

  beforeAll(() => {
    eslint = new ESLint({ cwd: root });
  });

  const rulesBroken = async (file: string, code: string): Promise<(string | null)[]> => {
    const [result] = await eslint.lintText(`${code}\n`, { filePath: `${root}/${file}` });
    return (result?.messages ?? []).map(({ ruleId }) => ruleId);
  };

  it.each(refused)('%s (%s)', async (_rule, file, code, ruleId) => {
    expect(await rulesBroken(file, code)).toContain(ruleId);
  });

  it.each(allowed)('%s (%s)', async (_rule, file, code) => {
    expect(await rulesBroken(file, code)).toEqual([]);
  });
});
