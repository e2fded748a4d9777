import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

const LIFETIME_MS = 300_000;

const contentSchema = z.object({
  stream: z.string(),
  /** Iterators of a stream that was deleted do not work on its namesake. */
  streamCreatedMs: z.number(),
  shard: z.string(),
  position: z.int().nonnegative(),
  issuedMs: z.number(),
});

export type ShardIterator = z.infer<typeof contentSchema>;

/** Opaque to clients, good for five minutes. */
export function issueIterator(stream: Stream, shard: Shard, position: number, nowMs: number): string {
  const content: ShardIterator = {
    stream: stream.name,
    streamCreatedMs: stream.createdMs,
    shard: shard.shardId,
    position,
    issuedMs: nowMs,
  };
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

/** Throws `InvalidArgumentException` or `ExpiredIteratorException`. */
export function openIterator(token: string, nowMs: number): ShardIterator {
  const content = contentSchema.safeParse(decode(token));
  if (!content.success) throw new AwsError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMs - content.data.issuedMs > LIFETIME_MS) {
    throw new AwsError(
      'ExpiredIteratorException',
      'Iterator expired: it was issued more than five minutes ago.',
    );
  }
  return content.data;
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
  } catch {
    return undefined;
  }
}
