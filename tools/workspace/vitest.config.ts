import { projectTests } from '../../vitest.base.ts';

export default projectTests('workspace', {
  // A second worker would load Nx's graph and TypeScript once more, which takes longer than what it spares. What is slow
  // is so by the processes that it starts.
  test: { maxWorkers: process.env['SLUICE_SLOW_TESTS'] === undefined ? 1 : 2 },
});
