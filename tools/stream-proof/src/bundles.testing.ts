import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundles } from '@sluice/local-stack';

export const workspaceRoot = join(import.meta.dirname, '..', '..', '..');

/** `SLUICE_STREAM_BUNDLES`: a folder of bundles, each `<project>.cjs`, that stand in the place of the built ones. */
const others = process.env['SLUICE_STREAM_BUNDLES'];

const otherBundle = (project: string): string | undefined => {
  const path = others === undefined ? undefined : join(others, `${project}.cjs`);
  return path !== undefined && existsSync(path) ? path : undefined;
};

export function otherBundles(): Partial<Bundles> {
  const transform = otherBundle('kinesis-transform-lambda');
  const processor = otherBundle('fargate-processor');
  return {
    ...(transform === undefined ? {} : { 'kinesis-transform-lambda': transform }),
    ...(processor === undefined ? {} : { 'fargate-processor': processor }),
  };
}

/** The command as it ships. */
export const sluiceBundle = otherBundle('cli') ?? join(workspaceRoot, 'tools', 'cli', 'dist', 'main.cjs');
