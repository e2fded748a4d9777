import { projectTests } from '../../vitest.base.ts';

export default projectTests('workspace', {
  // A second worker would load Nx's graph and TypeScript once more, which takes longer than what it spares.
  test: { maxWorkers: 1 },
});
