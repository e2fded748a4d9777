import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the whole workspace. */
export const workspaceRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
