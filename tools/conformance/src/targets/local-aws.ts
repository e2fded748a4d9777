import type { TestProject } from 'vitest/node';
import { localTarget } from './local-target.js';
import { startEmbeddedAws } from './start-embedded-aws.js';

/** The embedded AWS from its sources, in the process of the test runner. */
export async function startLocalTarget(
  project: TestProject,
  waitScale: number,
): Promise<() => Promise<void>> {
  const aws = await startEmbeddedAws(waitScale);
  project.provide('target', {
    ...localTarget,
    name: waitScale === 1 ? 'local-aws-unscaled' : 'local-aws',
    endpoint: aws.endpoint,
    waitScale,
    patienceMs: 10_000,
    gapPatienceMs: 10_000,
  });
  return () => aws.close();
}

export default (project: TestProject) => startLocalTarget(project, 60);
