import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { invalidArgument } from './stream-errors.js';
import { issueToken, openToken } from './opaque-token.js';
import type { Shard } from './shard.js';
import type { Stream } from './stream.js';

const LIFETIME_MS = 300_000;

const contentSchema = z.object({
  stream: z.string(),
  shard: z.string(),
  /** A stream that was deleted may have a namesake, in whose shard the position means nothing. */
  shardCreatedMs: z.number(),
  position: z.int().nonnegative(),
  issuedMs: z.number(),
});

export type ShardIterator = z.infer<typeof contentSchema>;

/** Opaque to clients, good for five minutes. */
export function issueIterator(stream: Stream, shard: Shard, position: number, nowMs: number): string {
  const content: ShardIterator = {
    stream: stream.name,
    shard: shard.shardId,
    shardCreatedMs: shard.createdMs,
    position,
    issuedMs: nowMs,
  };
  return issueToken(content);
}

/** Throws `InvalidArgumentException` or `ExpiredIteratorException`. */
export function openIterator(token: string, nowMs: number): ShardIterator {
  const content = openToken(contentSchema, token);
  if (content === undefined) throw invalidArgument('Invalid ShardIterator.');
  if (nowMs - content.issuedMs > LIFETIME_MS) {
    throw new AwsError(
      'ExpiredIteratorException',
      'Iterator expired: it was issued more than five minutes ago.',
    );
  }
  return content;
}
