import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundles } from '@sluice/local-stack';

export const workspaceRoot = join(import.meta.dirname, '..', '..', '..');

/** `SLUICE_FAILURE_BUNDLES`: a folder of bundles, each `<project>.cjs`, that stand in the place of the built ones. */
const others = process.env['SLUICE_FAILURE_BUNDLES'];

const apps = ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda', 'fargate-processor'];

const otherBundle = (project: string): string | undefined => {
  const path = others === undefined ? undefined : join(others, `${project}.cjs`);
  return path !== undefined && existsSync(path) ? path : undefined;
};

export const otherBundles = (): Partial<Bundles> =>
  Object.fromEntries(
    apps.flatMap((app) => {
      const path = otherBundle(app);
      return path === undefined ? [] : [[app, path]];
    }),
  );

/** The processor's bundle as it deploys. */
export const processorBundle =
  otherBundle('fargate-processor') ?? join(workspaceRoot, 'apps', 'fargate-processor', 'dist', 'main.cjs');

/** The command as it ships. */
export const sluiceBundle = otherBundle('cli') ?? join(workspaceRoot, 'tools', 'cli', 'dist', 'main.cjs');
