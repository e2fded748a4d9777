import { projectTests } from '../../vitest.base.ts';

export default projectTests('chaos', { test: { testTimeout: 300_000 } });
