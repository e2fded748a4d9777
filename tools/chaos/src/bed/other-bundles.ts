import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ChaosOptions } from '../run-chaos.js';

const apps = [
  's3-trigger-lambda',
  'kinesis-transform-lambda',
  'dlq-redrive-lambda',
  'fargate-processor',
] as const;

/** `SLUICE_CHAOS_BUNDLES`: a folder of bundles, each `<project>.cjs`, that stand in the place of the built ones. */
export function otherBundles(): Pick<ChaosOptions, 'bundles' | 'cliBundle'> {
  const folder = process.env['SLUICE_CHAOS_BUNDLES'];
  if (folder === undefined) return {};
  const standing = [...apps, 'cli'].filter((name) => existsSync(join(folder, `${name}.cjs`)));
  const paths = Object.fromEntries(standing.map((name) => [name, join(folder, `${name}.cjs`)]));
  const { cli, ...bundles } = paths;
  return { bundles, ...(cli === undefined ? {} : { cliBundle: cli }) };
}
