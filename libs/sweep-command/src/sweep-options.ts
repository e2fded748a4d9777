import type { Command } from 'commander';
import type { SweepWindowOptions } from './sweep-window.js';

export interface SweepOptions extends SweepWindowOptions {
  readonly prefix: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Gives a command the options of `sweep`. */
export const withSweepOptions = (command: Command): Command =>
  command
    .description(
      'announce files again that landed but stand in no ledger; wakes the warehouse when any landed',
    )
    .option(
      '--since <time>',
      'when they landed: ISO 8601 with its offset, or so long ago (default: `sweep` of the topology)',
    )
    .option('--until <time>', 'the same; what is younger than the topology says may still be on its way')
    .option('--prefix <prefix>', 'only keys that begin so, such as title-basics/', '')
    .option('--dry-run', 'list, announce nothing', false)
    .option('--json', 'print one line of JSON', false);
