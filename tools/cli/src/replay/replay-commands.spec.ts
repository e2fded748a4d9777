import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { interruptible } from './replay-bed.testing.js';
import { addReplayCommands } from './replay-commands.js';

const run = async (...args: string[]) => {
  const said: string[] = [];
  const program = new Command('sluice')
    .exitOverride()
    .configureOutput({ writeOut: (text) => said.push(text), writeErr: (text) => said.push(text) });
  addReplayCommands(program, interruptible().interrupt, { exitCode: 0 });
  const error = await program
    .parseAsync(['node', 'sluice', 'replay', ...args])
    .catch((thrown: unknown) => thrown);
  return { error, said: said.join('') };
};

it.each([
  [['stream'], /required option '--from <time>' not specified/],
  [['files', '--prefix', 'x/'], /required option '--from <time>' not specified/],
  [['stream', '--from', '1h', '--rate', '0'], /whole number from 1 to/],
  [['files', '--from', '1h', '--rate', 'many'], /whole number from 1 to/],
  [['failures', '--remov'], /unknown option '--remov'/],
  [['streams'], /unknown command 'streams'/],
])('sluice replay %j is wrong use', async (args, message) => {
  const { error, said } = await run(...args);
  expect(error).toBeInstanceOf(CommanderError);
  expect(said).toMatch(message);
});
