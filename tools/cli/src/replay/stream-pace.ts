import type { StreamPage } from '@sluice/stream-reader';
import { count, counted } from '../terminal/table.js';
import type { Checkpoint } from './checkpoint.js';
import { describeDuration } from './moment.js';
import { describeRejects } from './shown-tally.js';
import { totalOf } from './tally.js';

/** How fast a replay is, and how far from its end. */
export interface StreamPace {
  note(page: StreamPage): void;
  describe(checkpoint: Checkpoint): string;
}

/** The rate is of the last so long. */
const windowMilliseconds = 10_000;

export function streamPace(begin: Checkpoint, shards: number, now: () => number = Date.now): StreamPace {
  const startedAt = now();
  const to = Date.parse(begin.to);
  const behind = new Map<string, number>();
  let recent: { readonly at: number; readonly records: number }[] = [];
  return {
    note: ({ shardId, records, millisBehindLatest, position }) => {
      if (position.done) behind.delete(shardId);
      else behind.set(shardId, Math.max(0, to - (now() - millisBehindLatest)));
      recent.push({ at: now(), records: records.length });
    },
    describe: ({ records, datasets, positions }) => {
      const since = now() - windowMilliseconds;
      recent = recent.filter(({ at }) => at > since);
      const milliseconds = Math.max(1, Math.min(windowMilliseconds, now() - startedAt));
      const perSecond = (recent.reduce((sum, each) => sum + each.records, 0) * 1_000) / milliseconds;
      const done = positions.filter((position) => position.done).length;
      return [
        counted(records, 'record'),
        ...(behind.size === 0 ? [] : [`${describeDuration(Math.max(...behind.values()))} behind the end`]),
        `${count(Math.round(perSecond))} records/s`,
        `shards ${done}/${Math.max(shards, done)} done`,
        counted(totalOf(datasets).rows, 'row'),
        describeRejects(datasets),
      ].join(' · ');
    },
  };
}
