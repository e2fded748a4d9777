import * as z from 'zod';
import { AwsError } from '../kernel/service.js';
import { issueToken, openToken } from './opaque-token.js';
import { nameField, parseInput, streamFields, type RequestFields } from './request-input.js';
import { pageAfter, shardOnTheWire } from './shard-on-the-wire.js';
import type { Shard } from './shard.js';
import { invalidArgument } from './stream-errors.js';
import type { StreamRegistry } from './stream-registry.js';

const MAX_PAGE = 1_000;
const TOKEN_LIFETIME_MS = 300_000;

const filterSchema = z.object({
  Type: z.enum([
    'AFTER_SHARD_ID',
    'AT_TRIM_HORIZON',
    'FROM_TRIM_HORIZON',
    'AT_LATEST',
    'AT_TIMESTAMP',
    'FROM_TIMESTAMP',
  ]),
  ShardId: nameField.optional(),
  /** Seconds since the epoch. */
  Timestamp: z.number().optional(),
});

type ShardFilter = z.infer<typeof filterSchema>;

const listInput = z.object({
  ...streamFields,
  MaxResults: z.int().min(1).max(10_000).default(MAX_PAGE),
  ExclusiveStartShardId: nameField.optional(),
  NextToken: z.string().optional(),
  ShardFilter: filterSchema.optional(),
});

/** Stands for the stream and what was asked of it as well as for the place in the list. */
const tokenSchema = z.object({
  stream: z.string(),
  filter: filterSchema.optional(),
  after: z.string().optional(),
  issuedMs: z.number(),
});

export function listShards(registry: StreamRegistry, body: RequestFields): object {
  const input = parseInput(listInput, body);
  const now = registry.now();
  const start = startOf(input, now);
  const stream = registry.find(start.stream === undefined ? input : { StreamName: start.stream });
  registry.refuseBusy(stream, 'UPDATING', 'DELETING');
  const horizonMs = stream.horizonMs(now);
  const shards = stream.shards(now).filter((shard) => passes(shard, start.filter, horizonMs));
  const page = pageAfter(shards, start.after, Math.min(input.MaxResults, MAX_PAGE));
  const next = {
    stream: stream.name,
    filter: start.filter,
    after: page.items.at(-1)?.shardId,
    issuedMs: now,
  };
  return {
    Shards: page.items.map(shardOnTheWire),
    ...(page.more ? { NextToken: issueToken(next) } : {}),
  };
}

type Start = Omit<z.infer<typeof tokenSchema>, 'stream' | 'issuedMs'> & { readonly stream?: string };

function startOf(input: z.infer<typeof listInput>, nowMs: number): Start {
  const { NextToken, ShardFilter: filter } = input;
  if (NextToken === undefined) {
    refuseIncomplete(filter);
    const after = filter?.Type === 'AFTER_SHARD_ID' ? filter.ShardId : input.ExclusiveStartShardId;
    return { filter, after };
  }
  if ((input.StreamName ?? input.StreamARN) !== undefined)
    throw invalidArgument('NextToken and StreamName cannot be provided together.');
  const token = openToken(tokenSchema, NextToken);
  if (token === undefined) throw invalidArgument('Invalid NextToken.');
  if (nowMs - token.issuedMs > TOKEN_LIFETIME_MS)
    throw new AwsError('ExpiredNextTokenException', 'The token was issued more than five minutes ago.');
  return token;
}

function refuseIncomplete(filter: ShardFilter | undefined): void {
  if (filter?.Type === 'AFTER_SHARD_ID' && filter.ShardId === undefined)
    throw invalidArgument('ShardId must be given for a ShardFilter of type AFTER_SHARD_ID.');
  const timed = filter?.Type === 'AT_TIMESTAMP' || filter?.Type === 'FROM_TIMESTAMP';
  if (timed && filter.Timestamp === undefined)
    throw invalidArgument(`Timestamp must be given for a ShardFilter of type ${filter.Type}.`);
}

function passes(shard: Shard, filter: ShardFilter | undefined, horizonMs: number): boolean {
  const timestampMs = Math.round((filter?.Timestamp ?? 0) * 1000);
  switch (filter?.Type) {
    case 'AT_LATEST':
      return !shard.closed;
    case 'AT_TRIM_HORIZON':
      return shard.createdMs <= horizonMs && shard.openSince(horizonMs);
    case 'AT_TIMESTAMP':
      return shard.createdMs <= timestampMs && shard.openSince(timestampMs);
    case 'FROM_TIMESTAMP':
      return shard.openSince(timestampMs);
    // Those that outlived the retention are gone already.
    case 'FROM_TRIM_HORIZON':
    case 'AFTER_SHARD_ID':
    case undefined:
      return true;
  }
}
