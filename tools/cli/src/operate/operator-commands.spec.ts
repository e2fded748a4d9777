import { Command, CommanderError } from 'commander';
import { expect, it } from 'vitest';
import { interruptible } from '../replay/replay-bed.testing.js';
import { addOperatorCommands } from './operator-commands.js';

const run = async (...args: string[]) => {
  const said: string[] = [];
  const program = new Command('sluice')
    .exitOverride()
    .configureOutput({ writeOut: (text) => said.push(text), writeErr: (text) => said.push(text) });
  addOperatorCommands(program, interruptible().interrupt, { exitCode: 0 });
  const error = await program.parseAsync(['node', 'sluice', ...args]).catch((thrown: unknown) => thrown);
  return { error, said: said.join('') };
};

it.each([
  [['status', '--interval', '0'], /whole number from 1 to 3600/],
  [['dlq', 'inspect', '--lane', 'both'], /Allowed choices are files, rows|Allowed choices are rows, files/],
  [['dlq', 'redrive', '--rate', '501'], /whole number from 1 to 500/],
  [['dlq', 'park', '--dry-run'], /unknown option '--dry-run'/],
  [['dlq', 'drop'], /unknown command 'drop'/],
  [['parked', 'list', 'x'], /too many arguments/],
  [['parked', 'release', '--all'], /unknown option '--all'/],
])('sluice %j is wrong use', async (args, message) => {
  const { error, said } = await run(...args);
  expect(error).toBeInstanceOf(CommanderError);
  expect(said).toMatch(message);
});
