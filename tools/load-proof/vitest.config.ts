import { projectTests } from '../../vitest.base.ts';

export default projectTests('load-proof', { test: { testTimeout: 120_000 } });
