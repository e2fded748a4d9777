import { projectTests } from '../../vitest.base.ts';

export default projectTests('s3-trigger-lambda');
