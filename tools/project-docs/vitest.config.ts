import { projectTests } from '../../vitest.base.ts';

// Every spec reads sources with TypeScript, which takes longer to load than they take together: once is enough.
export default projectTests('project-docs', { test: { maxWorkers: 1 } });
