import { projectTests } from '../../vitest.base.ts';

export default projectTests('stream-proof', { test: { testTimeout: 300_000 } });
