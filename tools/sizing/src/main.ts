import { stderr, stdout } from 'node:process';
import { CommanderError } from 'commander';
import { InputError } from './inputs.js';
import { buildProgram, flagOf } from './program.js';
import { workspaceRoot } from './workspace-root.js';

/** Inputs are named as they are given. */
const asFlags = (message: string): string => message.replaceAll(/^[a-z]\w*(?=: )/gm, (name) => flagOf(name));

try {
  buildProgram(workspaceRoot(), (text) => stdout.write(text)).parse();
} catch (error) {
  if (error instanceof CommanderError) {
    // It has said what is wrong; help is no error.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof InputError || error instanceof TypeError) {
    stderr.write(`${asFlags(error.message)}\n`);
    process.exitCode = 2;
  } else throw error;
}
