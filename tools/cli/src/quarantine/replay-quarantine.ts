import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDataset, type Dataset } from '@sluice/contracts';
import { createMessageQueue } from '@sluice/message-queue';
import { createRecordCodec } from '@sluice/record-codec';
import { deliverRows, type RowAgain } from '@sluice/stream-transform';
import type { Patience } from '@sluice/sweep-command';
import { CliError, usageError } from '../cli-error.js';
import type { Interrupt } from '../interrupt.js';
import type { Deliver } from '../replay/deliver-all.js';
import { createProgress } from '../replay/progress.js';
import { toldRefusal } from '../query/told-refusal.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf, sqsClientOf, warehouseOf } from '../target/target-clients.js';
import { isConfirmed, notRunExitCode, type Confirm } from '../terminal/confirm.js';
import { counted } from '../terminal/table.js';
import { judgeRejects, type JudgingEnvironment } from './judge-rejects.js';
import { quarantinedOnly, rejectsDataset, type RejectOptions } from './reject-filter.js';
import { CountedQuarantine, exitCodeOf, reportReplay, type ReplayState } from './replay-report.js';
import { SendGood } from './send-good.js';

export interface ReplayQuarantineOptions extends Omit<RejectOptions, 'dataset' | 'record'> {
  readonly dataset: string;
  /** Records a second. */
  readonly rate?: number | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** What a test replaces. */
export interface ReplayWorld {
  /** The contracts of now. */
  readonly findDataset: (name: string) => Dataset | undefined;
  readonly pageRows?: number;
  readonly patience?: Patience;
}

/**
 * Judges the quarantined records of a dataset again, by the contracts of now, and sends those that are good to the rows
 * lane, to be loaded under the record ids that they had; the others stay as they are. Without `yes` everything is judged
 * first, then somebody is asked. Doing it again changes nothing: what was loaded is not quarantined any more.
 * @param confirm absent where nobody can be asked
 * @returns the exit code: 0 all are good, 1 some stay quarantined, 3 nothing was sent for want of a yes, 130 or 143
 */
export async function replayQuarantine(
  options: ReplayQuarantineOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
  confirm: Confirm | undefined,
  world: ReplayWorld = { findDataset },
): Promise<number> {
  const { json, dryRun, yes } = options;
  const dataset = world.findDataset(options.dataset) ?? rejectsDataset(options.dataset);
  if (dataset.load.mode === 'replace')
    throw usageError(
      `each file is the whole of ${dataset.name}: its records are not loaded by themselves. Land the file again`,
    );
  // The dataset's own table is asked, which has no column for it.
  const conditions = quarantinedOnly({ ...options, dataset: undefined }, new Date());
  const deployment = await target();
  const folder = await mkdtemp(join(tmpdir(), 'sluice-quarantine-'));
  const environment: JudgingEnvironment = {
    warehouse: warehouseOf(deployment),
    objects: objectStoreOf(deployment),
    codec: createRecordCodec(),
    folder,
    ...world,
  };
  const run = (send?: SendGood, counts = new CountedQuarantine()) =>
    judgeAll({ dataset, conditions, environment, interrupt, send, counts });
  const report = (counts: CountedQuarantine, state: ReplayState) =>
    process.stdout.write(reportReplay(dataset.name, counts.tally, state, json));
  try {
    if (dryRun || !yes) {
      const counts = await run();
      const { good } = counts.tally;
      const interrupted = interrupt.exitCode();
      if (interrupted !== undefined || dryRun || good === 0) {
        report(counts, 'judged');
        return interrupted ?? exitCodeOf(counts.tally);
      }
      if (!json) report(counts, 'judged');
      const question = `Send ${good === 1 ? 'this record' : `these ${good} records`} to be loaded?`;
      if (!(await isConfirmed(question, options, confirm, interrupt.signal))) {
        if (json) report(counts, 'not run');
        else process.stdout.write('nothing was sent: --yes sends it\n');
        return notRunExitCode;
      }
    }
    const counts = new CountedQuarantine();
    const send = new SendGood(
      {
        deliver: await deliveryTo(deployment, environment.codec),
        rate: options.rate,
        patience: world.patience,
        onSent: (records) => counts.sent(records),
      },
      interrupt.signal,
    );
    await run(send, counts);
    const interrupted = interrupt.exitCode();
    report(counts, send.code === undefined && interrupted === undefined ? 'sent' : 'stopped');
    if (interrupted !== undefined) {
      process.stderr.write('sluice: interrupted; the same command goes on, which is harmless\n');
      return interrupted;
    }
    if (send.code !== undefined)
      throw new CliError(
        `the queue takes nothing more (${send.code}): the same command goes on, which is harmless`,
      );
    return exitCodeOf(counts.tally);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Judging {
  readonly dataset: Dataset;
  readonly conditions: readonly string[];
  readonly environment: JudgingEnvironment;
  readonly interrupt: Interrupt;
  readonly send: SendGood | undefined;
  readonly counts: CountedQuarantine;
}

/** Ends early, without a fault, when it is interrupted or the queue takes nothing more. */
async function judgeAll(judging: Judging): Promise<CountedQuarantine> {
  const { dataset, conditions, environment, interrupt, send, counts } = judging;
  const { signal } = interrupt;
  const progress = createProgress(`${send ? 'Replaying' : 'Judging'} what is quarantined of ${dataset.name}`);
  try {
    for await (const { reject, verdict } of judgeRejects(dataset, conditions, environment, signal)) {
      counts.add(verdict);
      const { recordId, arrivedAt } = reject;
      if (verdict.is === 'good')
        await send?.add({ dataset: verdict.dataset, row: { recordId, arrivedAt, values: [...verdict.row] } });
      if (signal.aborted || send?.code !== undefined) break;
      const { read, good } = counts.tally;
      progress.show(() => `${counted(read, 'record')}, ${good} good`);
    }
    if (!signal.aborted) await send?.finish();
  } catch (error) {
    if (!signal.aborted) toldRefusal(error);
  } finally {
    progress.end();
  }
  return counts;
}

async function deliveryTo(target: Target, codec: JudgingEnvironment['codec']): Promise<Deliver<RowAgain>> {
  const client = sqsClientOf(target);
  const environment = { queue: createMessageQueue(client), objects: objectStoreOf(target), codec };
  const settings = {
    stream: 'quarantine',
    rowsQueueUrl: await queueUrl(client, target.names.queues.rows, target),
    stagingBucket: target.names.stagingBucket,
    maxMessageBytes: target.topology.queues.maxInlineContentBytes,
  };
  return (rows, signal) => deliverRows(rows, { settings, environment, signal });
}
