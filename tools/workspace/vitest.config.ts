import { projectTests } from '../../vitest.base.ts';

export default projectTests('workspace', {
  // A second worker would load Nx's graph and TypeScript once more, which takes longer than what it spares; and some slow
  // specs copy the tree in which others build.
  test: { maxWorkers: 1 },
});
