import type { Command } from 'commander';
import { workspaceRoot } from '../workspace-root.js';
import type { Target, TargetOptions } from './resolve-target.js';

/** Gives a command the options that say which deployment it talks to. */
export const withTarget = (command: Command): Command =>
  command
    .option(
      '--endpoint <url>',
      'where AWS is spoken (default: AWS_ENDPOINT_URL, else the running local stack)',
    )
    .option('--env <name>', 'environment, as in resource names (default: local)')
    .option(
      '--outputs <file>',
      'what `terraform output -json` printed: region, environment and every name (default: SLUICE_OUTPUTS)',
    );

/** Resolved when it is needed: mistakes in the input are told first. */
export const targetOf = (options: TargetOptions) => async (): Promise<Target> => {
  const { resolveTarget } = await import('./resolve-target.js');
  return resolveTarget(options, workspaceRoot());
};
