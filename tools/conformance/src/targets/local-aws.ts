import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '@sluice/local-aws';
import type { TestProject } from 'vitest/node';
import { localTarget } from './local-target.js';

/** The embedded AWS from its sources, in the process of the test runner. */
export async function startLocalTarget(
  project: TestProject,
  waitScale: number,
): Promise<() => Promise<void>> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-conformance-'));
  const { region } = localTarget;
  const local = await startLocalAws({
    dataDirectory,
    region,
    accountId: '000000000000',
    waitScale,
    runtimeDirectory: join(import.meta.dirname, '..', '..', '..', 'local-aws', 'runtime'),
    // A case provokes much of what is warned of; what matters shows in its outcome.
    warn: () => undefined,
  });
  project.provide('target', {
    ...localTarget,
    name: waitScale === 1 ? 'local-aws-unscaled' : 'local-aws',
    endpoint: local.endpoint,
    waitScale,
    patienceMs: 10_000,
    gapPatienceMs: 10_000,
  });
  return async () => {
    await local.close();
    await rm(dataDirectory, { recursive: true, force: true });
  };
}

export default (project: TestProject) => startLocalTarget(project, 60);
