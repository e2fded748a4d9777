import { fileURLToPath } from 'node:url';

/** This workspace, whose documents the tests look at. */
export const workspaceRoot = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');
