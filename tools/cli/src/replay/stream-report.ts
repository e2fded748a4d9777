import { counted } from '../terminal/table.js';
import type { Checkpoint } from './checkpoint.js';
import { showTally, type RejectSample } from './shown-tally.js';

export interface StreamReport {
  readonly json: boolean;
  readonly samples: readonly RejectSample[];
  /** Where the checkpoint stands; absent when nothing was sent. */
  readonly path?: string | undefined;
}

/** What a replay has done, over every run of it, for standard output. */
export function reportStream(checkpoint: Checkpoint, { json, samples, path }: StreamReport): string {
  const { stream, from, to, records, datasets, finishedAt, positions } = checkpoint;
  const dryRun = path === undefined;
  const finished = finishedAt !== undefined;
  if (json)
    return `${JSON.stringify({
      stream: stream.name,
      from,
      to,
      dryRun,
      finished,
      records,
      datasets,
      shards: positions.map(({ shardId, sequenceNumber, arrivedAt, done }) => ({
        shardId,
        sequenceNumber,
        arrivedAt,
        done,
      })),
      ...(dryRun ? { samples } : { checkpoint: path }),
    })}\n`;
  const verb = dryRun ? 'judged, nothing sent' : finished ? 'on the queue' : 'on the queue so far';
  const title = `${stream.name} from ${from} to ${to}: ${counted(records, 'record')} ${verb}`;
  return `${[showTally(datasets, samples), title].filter((part) => part !== '').join('\n')}\n`;
}
