import { announceFiles } from './app.js';
import { createEnvironment } from './environment.js';

const environment = createEnvironment(process.env);

export const handler = (event: unknown): Promise<void> => announceFiles(event, environment);
