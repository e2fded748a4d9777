import { projectTests } from '../../vitest.base.ts';

export default projectTests('fargate-processor', {
  test: { setupFiles: ['src/more-datasets.testing.ts'] },
});
