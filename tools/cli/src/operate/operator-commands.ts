import { Option, type Command } from 'commander';
import { laneNames } from '@sluice/topology';
import type { InspectOptions } from '../dead-letters/inspect.js';
import type { ParkOptions } from '../dead-letters/park.js';
import type { RedriveOptions } from '../dead-letters/redrive.js';
import type { Interrupt } from '../interrupt.js';
import { wholeNumber } from '../option-values.js';
import type { ListParkedOptions } from '../parked/list-parked.js';
import type { ReleaseParkedOptions } from '../parked/release-parked.js';
import type { StatusOptions } from '../status/status.js';
import type { TargetOptions } from '../target/resolve-target.js';
import { targetOf, withTarget } from '../target/target-options.js';

type Given<Options> = TargetOptions & Options;
type Outcome = { exitCode: number };

const json = ['--json', 'print one line of JSON', false] as const;
const asked = ['--json', 'print one line of JSON, and ask nothing', false] as const;
const yes = ['--yes', 'do it without asking (without it and without a terminal: exit 3)', false] as const;
const dryRun = ['--dry-run', 'say what would be done, and leave everything as it is', false] as const;
const lane = () => new Option('--lane <lane>', 'only this one').choices(laneNames);

/** Adds `status`, `dlq` and `parked`. */
export function addOperatorCommands(program: Command, interrupt: Interrupt, outcome: Outcome): void {
  addStatusCommand(program, interrupt, outcome);
  addDeadLetterCommands(program, interrupt, outcome);
  addParkedCommands(program, interrupt, outcome);
}

function addStatusCommand(program: Command, interrupt: Interrupt, outcome: Outcome): void {
  withTarget(program.command('status'))
    .description(
      'queues, stream, processor, last loads, alarms and redrives; exit 1 when a part cannot be asked',
    )
    .option('--watch', 'look again and again, until Ctrl-C', false)
    .option('--interval <s>', 'seconds between two looks (default: 5)', wholeNumber(1, 3_600))
    .option('--ledger', 'ask the ledger too, which wakes the warehouse', false)
    .option(...json)
    .action(async (options: Given<StatusOptions>) => {
      const { status } = await import('../status/status.js');
      outcome.exitCode = await status(options, targetOf(options), interrupt);
    });
}

function addDeadLetterCommands(program: Command, interrupt: Interrupt, outcome: Outcome): void {
  const dlq = program.command('dlq').description('what was given up for now, and why');
  withTarget(dlq.command('inspect'))
    .description('read every dead letter and leave it there; counts a receive, and hides it for the moment')
    .addOption(lane())
    .option('--max <n>', 'read no more than so many of each lane', wholeNumber(1, 100_000))
    .option('--full', 'every message with its whole body', false)
    .option(...json)
    .action(async (options: Given<InspectOptions>) => {
      const { inspectDeadLetters } = await import('../dead-letters/inspect.js');
      outcome.exitCode = await inspectDeadLetters(options, targetOf(options), interrupt);
    });
  withTarget(dlq.command('redrive'))
    .description('send dead letters back to their lanes, with progress; Ctrl-C leaves a move task running')
    .addOption(lane())
    .option('--rate <n>', 'messages a second at most (default: as the topology says)', wholeNumber(1, 500))
    .option('--reason <reason>', 'only these, one by one; the others stay')
    .option(...dryRun)
    .option(...yes)
    .option(...asked)
    .action(async (options: Given<RedriveOptions>) => {
      const { redriveDeadLetters } = await import('../dead-letters/redrive.js');
      outcome.exitCode = await redriveDeadLetters(options, targetOf(options), interrupt, await confirm());
    });
  withTarget(dlq.command('park'))
    .description('take dead letters out of the way: parked objects, which nothing sends again by itself')
    .addOption(lane())
    .option('--reason <reason>', 'only these; the others stay')
    .option(...yes)
    .option(...asked)
    .action(async (options: Given<ParkOptions>) => {
      const { parkDeadLetters } = await import('../dead-letters/park.js');
      outcome.exitCode = await parkDeadLetters(options, targetOf(options), interrupt, await confirm());
    });
}

function addParkedCommands(program: Command, interrupt: Interrupt, outcome: Outcome): void {
  const parked = program.command('parked').description('what cannot succeed without a person');
  withTarget(parked.command('list'))
    .description('what is parked, by its objects; exit 1 when one cannot be read')
    .option('--dataset <name>', 'only of this one')
    .option('--reason <reason>', 'only these')
    .option('--full', 'everything of each, with the message', false)
    .option(...json)
    .action(async (options: Given<ListParkedOptions>) => {
      const { listParked } = await import('../parked/list-parked.js');
      outcome.exitCode = await listParked(options, targetOf(options), interrupt);
    });
  withTarget(parked.command('release'))
    .description('send what is parked to its lane once more; twice does no harm')
    .argument('[keys...]', 'keys of parked objects (default: all that the options leave)')
    .option('--dataset <name>', 'only of this one')
    .option('--reason <reason>', 'only these')
    .option('--source <source>', 'only of this source, as it is shown, or its id')
    .option(...dryRun)
    .option(...yes)
    .option(...asked)
    .action(async (keys: string[], options: Given<ReleaseParkedOptions>) => {
      const { releaseParked } = await import('../parked/release-parked.js');
      outcome.exitCode = await releaseParked(keys, options, targetOf(options), interrupt, await confirm());
    });
}

const confirm = async () => (await import('../terminal/confirm.js')).terminalConfirm();
