import { usageError } from '../cli-error.js';
import { counted } from '../terminal/table.js';
import { differences, newCheckpoint, type Checkpoint, type ReplayRequest } from './checkpoint.js';
import { checkpointFile, defaultCheckpointPath } from './checkpoint-file.js';
import { describeDuration, parseWindow, type Window } from './moment.js';
import type { ReplayStreamOptions } from './replay-stream.js';
import { goneFrom, type StreamFacts } from './stream-facts.js';

/** Where a replay begins, and where it keeps how far it has come. */
export interface StreamStart {
  readonly begin: Checkpoint;
  /** Whether an earlier run came so far. */
  readonly resumes: boolean;
  /** Absent in a dry run, which keeps nothing. */
  readonly path?: string;
  readonly save: (checkpoint: Checkpoint) => Promise<void>;
}

/** @throws {CliError} wrong use */
export function wantedWindow(options: Pick<ReplayStreamOptions, 'from' | 'to'>, now: Date): Window {
  const { from, to } = parseWindow(options, now);
  if (from === undefined) throw usageError('--from is missing');
  return { from, ...(to === undefined ? {} : { to }) };
}

/**
 * Goes on with the checkpoint of the same request, if there is one.
 * @throws {CliError} when it is another's, or damaged
 */
export async function startOf(
  options: ReplayStreamOptions,
  window: Window,
  facts: StreamFacts,
  { root, environment, now }: { readonly root: string; readonly environment: string; readonly now: Date },
): Promise<StreamStart> {
  const { name, createdAt } = facts;
  const shardIds = [...new Set(options.shard)];
  const request: ReplayRequest = { stream: { name, createdAt }, window, shardIds, dataset: options.dataset };
  const fresh = newCheckpoint(request, now);
  if (options.dryRun) return { begin: fresh, resumes: false, save: () => Promise.resolve() };
  const path = options.checkpoint ?? defaultCheckpointPath(root, environment, name, window);
  const { load, save } = checkpointFile(path);
  const earlier = options.restart ? undefined : await load();
  const differs = earlier === undefined ? [] : differences(earlier, request);
  if (differs.length > 0)
    throw usageError(
      `${path} is another replay's checkpoint: ${differs.join('; ')}. Name another with --checkpoint, or begin anew with --restart, which replaces it`,
    );
  return { begin: earlier ?? fresh, resumes: earlier !== undefined, path, save };
}

/** What there is to know before it begins; a line each. */
export function forewords({ begin, resumes }: StreamStart, facts: StreamFacts, now: Date): string[] {
  if (resumes)
    return [
      `going on with the replay begun at ${begin.startedAt}, from ${begin.from} to ${begin.to}: ${counted(begin.records, 'record')} on the queue already`,
    ];
  const gone = goneFrom(new Date(begin.from), facts, now);
  if (gone === undefined) return [];
  return [
    `warning: ${facts.name} keeps ${describeDuration(facts.retentionHours * 3_600_000)}: what arrived from ${gone.from.toISOString()} to ${gone.to.toISOString()} is gone from it`,
  ];
}
