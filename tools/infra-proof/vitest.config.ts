import { projectTests } from '../../vitest.base.ts';

// One worker: what the specs wait for is Terraform, and plans that were made once serve all of them.
export default projectTests('infra-proof', { test: { testTimeout: 120_000, maxWorkers: 1 } });
