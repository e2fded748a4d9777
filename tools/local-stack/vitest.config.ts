import { projectTests } from '../../vitest.base.ts';

export default projectTests('local-stack', { test: { testTimeout: 30_000 } });
