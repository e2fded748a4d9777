import type { TestProject } from 'vitest/node';
import { startLocalTarget } from './local-aws.js';

export default (project: TestProject) => startLocalTarget(project, 1);
