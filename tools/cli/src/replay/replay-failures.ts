import { createRecordCodec } from '@sluice/record-codec';
import { objectUri, type ListedObject } from '@sluice/object-store';
import { CliError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import { namedDataset } from '../put/named-dataset.js';
import type { Target } from '../target/resolve-target.js';
import { kinesisClientOf, objectStoreOf } from '../target/target-clients.js';
import { counted } from '../terminal/table.js';
import { deliveriesTo, dryDeliveries } from './deliveries.js';
import { describeFailure, reportFailures, type FailureOutcome } from './failures-report.js';
import { parseWindow } from './moment.js';
import { createProgress } from './progress.js';
import { replayFailure, type FailureReplay } from './replay-failure.js';
import { rejectSamples } from './shown-tally.js';
import { addDelivered, type Tally } from './tally.js';

export interface ReplayFailuresOptions {
  /** When the mapping gave up; everything when absent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Of a stream bound to one. */
  readonly dataset?: string | undefined;
  /** Delete what was replayed. */
  readonly remove: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** `aws/lambda/<mapping>/<shard>/…`, as Lambda names them; what failed of asynchronous invocations has other keys. */
const prefix = 'aws/lambda/';
const failureKey = /^aws\/lambda\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/shardId-/;

/**
 * Sends what the event source mapping gave up on, and left in the quarantine bucket, to the rows queue.
 * @returns the exit code: 0 everything is on the queue, 1 something was left, 130 or 143 interrupted
 */
export async function replayFailures(
  options: ReplayFailuresOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const now = new Date();
  const { from, to } = parseWindow(options, now);
  if (options.dataset !== undefined) namedDataset(options.dataset);
  const deployment = await target();
  const { quarantineBucket: bucket } = deployment.names;
  const { dryRun, json } = options;
  const samples = rejectSamples();
  let tally: Tally = {};
  const objects = objectStoreOf(deployment);
  const replay: FailureReplay = {
    objects,
    kinesis: kinesisClientOf(deployment),
    codec: createRecordCodec(),
    deliveries: dryRun ? dryDeliveries(deployment, samples.keep) : await deliveriesTo(deployment),
    dataset: options.dataset,
    remove: options.remove && !dryRun,
    onDelivered: (part) => void (tally = addDelivered(tally, part)),
  };
  const outcomes: FailureOutcome[] = [];
  const report = () =>
    process.stdout.write(reportFailures({ bucket, outcomes, tally, dryRun, samples: samples.kept() }, json));
  const progress = createProgress(`${dryRun ? 'Judging' : 'Replaying'} failures of ${bucket}`);
  const { signal } = interrupt;
  try {
    for await (const { key, lastModified } of objects.list(bucket, prefix)) {
      if (!failureKey.test(key) || !isBetween(lastModified, from?.at, to?.at)) continue;
      const outcome = await replayFailure({ bucket, key }, replay, signal);
      outcomes.push(outcome);
      if (!json) progress.say(describeFailure(outcome, dryRun));
      progress.show(() => counted(outcomes.length, 'object'));
      if (outcome.code !== undefined) break;
    }
  } catch (error) {
    progress.end();
    if (interrupt.exitCode() === undefined) {
      if (outcomes.length > 0) report();
      throw error;
    }
  }
  progress.end();
  report();
  const exitCode = interrupt.exitCode();
  if (exitCode !== undefined) {
    process.stderr.write('sluice: interrupted; the same command begins anew, which is harmless\n');
    return exitCode;
  }
  const stopped = outcomes.find(({ code }) => code !== undefined);
  if (stopped !== undefined)
    throw new CliError(
      `the queue takes nothing more (${stopped.code}): stopped at ${objectUri({ bucket, key: stopped.key })}; the same command begins anew, which is harmless`,
    );
  return outcomes.every(({ state }) => state === 'sent') ? 0 : 1;
}

/** S3 knows whole seconds. */
const isBetween = (at: ListedObject['lastModified'], from: Date | undefined, to: Date | undefined): boolean =>
  (from === undefined || at.getTime() >= Math.floor(from.getTime() / 1_000) * 1_000) &&
  (to === undefined || at <= to);
