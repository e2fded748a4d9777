import { dirname, join, resolve } from 'node:path';

/** The folder of this project, seen from the script that was started: `bin/bench.cjs`. */
export const projectFolder = (script = process.argv[1] ?? ''): string => join(dirname(resolve(script)), '..');
