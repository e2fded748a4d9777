import * as z from 'zod';
import type { Window } from './moment.js';

const instant = z.iso.datetime();
const counted = z.number().int().nonnegative();

/**
 * How far a replay of a stream has come. Everything before its positions is on the queue; what was sent after the
 * last writing is sent again, which is harmless.
 */
export const checkpointSchema = z.strictObject({
  version: z.literal(1),
  /** A stream that was deleted and made anew has other sequence numbers under the same name. */
  stream: z.strictObject({ name: z.string().min(1), createdAt: instant }),
  /** As they were given; durations back keep the moments that they meant at the first start. */
  given: z.strictObject({ from: z.string().min(1), to: z.string().min(1).optional() }),
  from: instant,
  to: instant,
  /** In order; empty: all. */
  shardIds: z.array(z.string().min(1)),
  /** Of a stream bound to one. */
  dataset: z.string().min(1).optional(),
  startedAt: instant,
  finishedAt: instant.optional(),
  positions: z.array(
    z.strictObject({
      shardId: z.string().min(1),
      /** Of the last record that is on the queue; absent before the first. */
      sequenceNumber: z.string().min(1).optional(),
      /** When that record arrived. */
      arrivedAt: instant.optional(),
      done: z.boolean(),
    }),
  ),
  /** What is on the queue, over every run. */
  records: counted,
  datasets: z.record(
    z.string(),
    z.strictObject({
      rows: counted,
      rejects: counted,
      messages: counted,
      claims: counted,
      reasons: z.record(z.string(), counted),
    }),
  ),
});

export type Checkpoint = z.infer<typeof checkpointSchema>;
export type CheckpointPosition = Checkpoint['positions'][number];

/** What is asked for: the same request goes on with its checkpoint. */
export interface ReplayRequest {
  readonly stream: Checkpoint['stream'];
  readonly window: Window;
  readonly shardIds: readonly string[];
  readonly dataset?: string | undefined;
}

export function newCheckpoint({ stream, window, shardIds, dataset }: ReplayRequest, now: Date): Checkpoint {
  return {
    version: 1,
    stream,
    given: { from: window.from.text, ...(window.to === undefined ? {} : { to: window.to.text }) },
    from: window.from.at.toISOString(),
    to: (window.to?.at ?? now).toISOString(),
    shardIds: [...shardIds].sort(),
    ...(dataset === undefined ? {} : { dataset }),
    startedAt: now.toISOString(),
    positions: [],
    records: 0,
    datasets: {},
  };
}

/** In what the checkpoint is another replay's: a line for each. Empty: it is this one's. */
export function differences(checkpoint: Checkpoint, request: ReplayRequest): string[] {
  const { stream, window, shardIds, dataset } = request;
  const { given } = checkpoint;
  const wants = [...shardIds].sort().join(', ') || 'all';
  const has = checkpoint.shardIds.join(', ') || 'all';
  const made = checkpoint.stream.createdAt;
  return [
    ...(checkpoint.stream.name === stream.name
      ? made === stream.createdAt
        ? []
        : [`it is of a stream ${stream.name} created at ${made}, this one was at ${stream.createdAt}`]
      : [`it is of the stream ${checkpoint.stream.name}, not ${stream.name}`]),
    ...(window.from.text === given.from || window.from.text === checkpoint.from
      ? []
      : [`its --from is ${given.from}, not ${window.from.text}`]),
    ...(window.to?.text === given.to || window.to?.text === checkpoint.to
      ? []
      : [
          `its --to is ${given.to ?? 'the moment it began'}, not ${window.to?.text ?? 'the moment of the start'}`,
        ]),
    ...(wants === has ? [] : [`its shards are ${has}, not ${wants}`]),
    ...(checkpoint.dataset === dataset
      ? []
      : [`its --dataset is ${checkpoint.dataset ?? 'none'}, not ${dataset ?? 'none'}`]),
  ];
}
