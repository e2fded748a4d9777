import type { Command } from 'commander';
import type { Interrupt } from '../interrupt.js';
import { gathered, wholeNumber } from '../option-values.js';
import type { TargetOptions } from '../target/resolve-target.js';
import { targetOf, withTarget } from '../target/target-options.js';
import { workspaceRoot } from '../workspace-root.js';
import type { ReplayFailuresOptions } from './replay-failures.js';
import type { ReplayFilesOptions } from './replay-files.js';
import type { ReplayStreamOptions } from './replay-stream.js';

const from = ['--from <time>', 'ISO 8601 with its offset, or so long ago: 90m, 24h, 7d'] as const;
const to = ['--to <time>', 'the same (default: now)'] as const;
const json = ['--json', 'print one line of JSON', false] as const;

/** Adds `replay stream`, `replay files` and `replay failures`. */
export function addReplayCommands(
  program: Command,
  interrupt: Interrupt,
  outcome: { exitCode: number },
): void {
  const replay = program
    .command('replay')
    .description('send what was sent before once more; twice changes nothing in the warehouse');
  withTarget(replay.command('stream'))
    .description('what arrived on the stream in a time, as far as it keeps it')
    .requiredOption(...from)
    .option('--to <time>', 'the same (default: the moment of the first start)')
    .option('--shard <id>', 'only this one; may be given again', gathered)
    .option('--dataset <name>', 'of a stream that is bound to one dataset')
    .option('--rate <n>', 'records a second at most, of all shards together', wholeNumber(1, 10_000_000))
    .option('--checkpoint <file>', 'where it is kept how far it has come (default: in .sluice/replay)')
    .option('--restart', 'begin anew, whatever the checkpoint says', false)
    .option('--dry-run', 'judge everything, send nothing', false)
    .option(...json)
    .action(
      async (given: TargetOptions & Omit<ReplayStreamOptions, 'shard'> & { shard?: readonly string[] }) => {
        const { replayStream } = await import('./replay-stream.js');
        const options = { shard: [], ...given };
        outcome.exitCode = await replayStream(options, targetOf(given), interrupt, workspaceRoot());
      },
    );
  withTarget(replay.command('files'))
    .description('announce every object version once more that landed in a time')
    .option('--prefix <prefix>', 'only keys that begin so, such as title-basics/', '')
    .requiredOption(...from)
    .option(...to)
    .option('--rate <n>', 'announcements a second at most', wholeNumber(1, 10_000))
    .option('--dry-run', 'list, announce nothing', false)
    .option(...json)
    .action(async (options: TargetOptions & ReplayFilesOptions) => {
      const { replayFiles } = await import('./replay-files.js');
      outcome.exitCode = await replayFiles(options, targetOf(options), interrupt);
    });
  withTarget(replay.command('failures'))
    .description('what the event source mapping gave up on and left in the quarantine bucket')
    .option('--from <time>', 'when it gave up: ISO 8601 with its offset, or so long ago (default: ever)')
    .option(...to)
    .option('--dataset <name>', 'of a stream that is bound to one dataset')
    .option('--remove', 'delete each object once everything it stands for is on the queue', false)
    .option('--dry-run', 'judge everything, send and delete nothing', false)
    .option(...json)
    .action(async (options: TargetOptions & ReplayFailuresOptions) => {
      const { replayFailures } = await import('./replay-failures.js');
      outcome.exitCode = await replayFailures(options, targetOf(options), interrupt);
    });
}
