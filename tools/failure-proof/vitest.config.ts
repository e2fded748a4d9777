import { projectTests } from '../../vitest.base.ts';

// Every spec of it starts the stack, and is slow.
export default projectTests('failure-proof', {
  test: { passWithNoTests: true, testTimeout: 150_000, hookTimeout: 120_000 },
});
