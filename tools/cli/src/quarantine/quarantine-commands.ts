import type { Command } from 'commander';
import type { Interrupt } from '../interrupt.js';
import { wholeNumber } from '../option-values.js';
import type { TargetOptions } from '../target/resolve-target.js';
import { targetOf, withTarget } from '../target/target-options.js';
import type { ListQuarantineOptions } from './list-quarantine.js';
import type { ReplayQuarantineOptions } from './replay-quarantine.js';
import type { ShowQuarantineOptions } from './show-quarantine.js';

const dataset = ['--dataset <name>', 'only its records; `unrouted` for those of no dataset'] as const;
const reason = ['--reason <code>', 'only those with this reason'] as const;
const since = [
  '--since <time>',
  'only what arrived since: ISO 8601 with its offset, or so long ago: 90m, 24h, 7d',
] as const;
const json = ['--json', 'print one line of JSON', false] as const;

/** Adds `quarantine list`, `quarantine show` and `quarantine replay`. */
export function addQuarantineCommands(
  program: Command,
  interrupt: Interrupt,
  outcome: { exitCode: number },
): void {
  const quarantine = program
    .command('quarantine')
    .description(
      'bad records: what is wrong with them, and their way back; asks the warehouse, which wakes it',
    );
  withTarget(quarantine.command('list'))
    .description('count them by dataset, reason and column')
    .option(...dataset)
    .option(...reason)
    .option(...since)
    .option(...json)
    .action(async (options: TargetOptions & ListQuarantineOptions) => {
      const { listQuarantine } = await import('./list-quarantine.js');
      await listQuarantine(options, targetOf(options));
    });
  withTarget(quarantine.command('show'))
    .description('show some, the newest first: what is wrong, where they came from, their raw bytes')
    .option(...dataset)
    .option(...reason)
    .option(...since)
    .option('--record <id>', 'only this one, by its _record_id')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 10_000), 10)
    .option('--raw', 'show raw bytes also where columns are masked', false)
    .option(...json)
    .action(async (options: TargetOptions & ShowQuarantineOptions) => {
      const { showQuarantine } = await import('./show-quarantine.js');
      outcome.exitCode = await showQuarantine(options, targetOf(options), interrupt);
    });
  withTarget(quarantine.command('replay'))
    .description('judge them again by the contracts of now, and load those that are good under their old ids')
    .requiredOption(...dataset)
    .option(...reason)
    .option(...since)
    .option('--rate <n>', 'records a second at most', wholeNumber(1, 10_000_000))
    .option('--dry-run', 'judge everything, send nothing', false)
    .option('--yes', 'send without asking (without it and without a terminal: exit 3)', false)
    .option(...json)
    .action(async (options: TargetOptions & ReplayQuarantineOptions) => {
      const [{ replayQuarantine }, { terminalConfirm }] = await Promise.all([
        import('./replay-quarantine.js'),
        import('../terminal/confirm.js'),
      ]);
      outcome.exitCode = await replayQuarantine(options, targetOf(options), interrupt, terminalConfirm());
    });
}
