import { readStream, UnknownShardError } from '@sluice/stream-reader';
import { CliError, usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { namedDataset } from '../put/named-dataset.js';
import type { Target } from '../target/resolve-target.js';
import { kinesisClientOf } from '../target/target-clients.js';
import type { Checkpoint } from './checkpoint.js';
import { deliveriesTo, dryDeliveries } from './deliveries.js';
import { createProgress } from './progress.js';
import { rejectSamples } from './shown-tally.js';
import { streamFacts } from './stream-facts.js';
import { streamPace } from './stream-pace.js';
import { NotDeliveredError, runStreamReplay } from './stream-replay.js';
import { reportStream } from './stream-report.js';
import { forewords, startOf, wantedWindow } from './stream-start.js';

export interface ReplayStreamOptions {
  readonly from: string;
  readonly to?: string | undefined;
  /** Only these; all when empty. */
  readonly shard: readonly string[];
  /** Of a stream bound to one. */
  readonly dataset?: string | undefined;
  /** Records a second, of all shards together. */
  readonly rate?: number | undefined;
  /** Where it is kept how far the replay has come. */
  readonly checkpoint?: string | undefined;
  /** Begin anew, whatever the checkpoint says. */
  readonly restart: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/**
 * Sends what arrived on the stream in a time to the rows queue once more, as the transform does; the warehouse knows
 * every record by its `_record_id`, so that doing it twice changes nothing. Goes on where an earlier run of the same
 * command stood.
 * @param root of the workspace, where checkpoints are kept
 * @returns the exit code: 0 all is on the queue, however much was rejected; 130 or 143 interrupted
 * @throws {CliError} also when the queue takes nothing more: what is on it is in the checkpoint
 */
export async function replayStream(
  options: ReplayStreamOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  root: string,
): Promise<number> {
  const now = new Date();
  const { dataset, dryRun, json } = options;
  const window = wantedWindow(options, now);
  if (dataset !== undefined) namedDataset(dataset);
  const deployment = await target();
  const { environment } = deployment;
  const client = kinesisClientOf(deployment);
  const facts = await streamFacts(client, deployment);
  const start = await startOf(options, window, facts, { root, environment, now });
  const { begin, path, save } = start;
  const samples = rejectSamples();
  const report = (checkpoint: Checkpoint) => {
    process.stdout.write(reportStream(checkpoint, { json, samples: samples.kept(), path }));
  };
  if (begin.finishedAt !== undefined) {
    report(begin);
    process.stderr.write(
      `sluice: this replay was finished at ${begin.finishedAt}, and nothing was done now: --restart begins it anew\n`,
    );
    return 0;
  }

  const deliveries = dryRun ? dryDeliveries(deployment, samples.keep) : await deliveriesTo(deployment);
  const progress = createProgress(`${dryRun ? 'Judging' : 'Replaying'} ${facts.name}`);
  for (const line of forewords(start, facts, now)) progress.say(line);
  const pace = streamPace(begin, options.shard.length || facts.shardIds.length);
  let reached = begin;
  try {
    reached = await runStreamReplay(
      begin,
      {
        read: (asked, handle) => readStream(client, facts.name, asked, handle),
        deliver: deliveries({ stream: facts.name, dataset }),
        save,
        recordsPerSecond: options.rate,
        onTrimmed: ({ shardId }) =>
          progress.say(
            `warning: ${shardId}: what came next is gone from the stream meanwhile; it is read from the oldest record that is there`,
          ),
        onPage: (checkpoint, page) => {
          reached = checkpoint;
          pace.note(page);
          progress.show(() => pace.describe(checkpoint));
        },
        now: () => new Date(),
      },
      interrupt.signal,
    );
  } catch (error) {
    progress.end();
    if (error instanceof UnknownShardError) throw usageError(error.message);
    report(reached);
    const again = path === undefined ? '' : `; the same command goes on from there (checkpoint ${path})`;
    const exitCode = interrupt.exitCode();
    if (exitCode === undefined) throw unfinished(error, again);
    process.stderr.write(`sluice: interrupted${again}\n`);
    return exitCode;
  }
  progress.end();
  report(reached);
  return 0;
}

/** What to say of a replay that did not come to its end. */
function unfinished(error: unknown, again: string): unknown {
  if (!(error instanceof NotDeliveredError)) return error;
  const { sequenceNumber, arrivedAt } = error.position;
  const where =
    sequenceNumber === undefined
      ? 'it stands before its first record'
      : `it stands after record ${sequenceNumber}${arrivedAt === undefined ? '' : `, which arrived at ${arrivedAt}`}`;
  return new CliError(`${error.message}: ${where}${again}`, 1, { cause: error });
}
