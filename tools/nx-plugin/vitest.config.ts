import { projectTests } from '../../vitest.base.ts';

// One worker loads Nx, which takes longer than all of the tests.
export default projectTests('nx-plugin', { test: { maxWorkers: 1 } });
