import { expect, it } from 'vitest';
import { measureColdStart } from './measure-cold-start.js';
import { workspace } from './packaging-runs.testing.js';

it.each(['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda'])(
  'a start of %s is within its budget',
  async (app) => {
    const { ratio, maxRatio } = await measureColdStart(workspace, app, 15);
    expect(ratio).toBeLessThanOrEqual(maxRatio);
    // The handler was there at all.
    expect(ratio).toBeGreaterThan(1.5);
  },
  60_000,
);
