import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
  type KinesisClient,
} from '@aws-sdk/client-kinesis';
import type { StreamRecord } from '@sluice/stream-transform';
import { describeFault, StreamMissingError } from './errors.js';
import { readDate } from './response-date.js';
import { describeShard, type ShardDescription, type ShardOrigin } from './shard-description.js';
import type { StreamDescription } from './stream-description.js';

/** What the reading of a shard starts at. */
export type StartingPoint = { readonly sequenceNumber: string } | { readonly arrivedAt: Date };

/** What one `GetRecords` answered. */
export interface Answer {
  readonly records: readonly StreamRecord[];
  /** Absent at the end of a closed shard. */
  readonly nextIterator: string | undefined;
  readonly millisBehindLatest: number;
  /** Shards that go on where a closed one ended, as far as the answer tells. */
  readonly children: readonly ShardOrigin[];
  /** By Kinesis's clock, whole seconds; absent when it did not say. */
  readonly answeredAtMs: number | undefined;
}

/**
 * The calls of one stream. What fails after the SDK's retries is a `StreamUnavailableError` with Kinesis's code, unless
 * the signal was aborted: then its reason.
 */
export class StreamCalls {
  constructor(
    private readonly client: KinesisClient,
    private readonly stream: string,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * Every page.
   * @throws {StreamMissingError}
   */
  async shards(): Promise<readonly ShardDescription[]> {
    const shards: ShardDescription[] = [];
    let token: string | undefined;
    do {
      // A token stands for the stream, which must not be named beside it.
      const page = token === undefined ? { StreamName: this.stream } : { NextToken: token };
      const command = new ListShardsCommand(page);
      const { Shards, NextToken } = await this.attempt('ListShards', 'stream', (options) =>
        this.client.send(command, options),
      );
      shards.push(...(Shards ?? []).map(describeShard));
      token = NextToken;
    } while (token !== undefined);
    return shards;
  }

  /** @throws {StreamMissingError} */
  async summary(): Promise<StreamDescription> {
    const command = new DescribeStreamSummaryCommand({ StreamName: this.stream });
    const { StreamDescriptionSummary } = await this.attempt('DescribeStreamSummary', 'stream', (options) =>
      this.client.send(command, options),
    );
    return {
      createdAt: StreamDescriptionSummary?.StreamCreationTimestamp as Date,
      retentionHours: StreamDescriptionSummary?.RetentionPeriodHours as number,
    };
  }

  async iterator(shardId: string, start: StartingPoint): Promise<string> {
    const command = new GetShardIteratorCommand({
      StreamName: this.stream,
      ShardId: shardId,
      ...('arrivedAt' in start
        ? { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: start.arrivedAt }
        : { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: start.sequenceNumber }),
    });
    const { ShardIterator } = await this.attempt('GetShardIterator', 'shard', (options) =>
      this.client.send(command, options),
    );
    return ShardIterator as string;
  }

  async records(shardId: string, iterator: string, limit: number): Promise<Answer> {
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: limit });
    let answeredAtMs: number | undefined;
    readDate(command, (dateMs) => (answeredAtMs = dateMs));
    const answer = await this.attempt('GetRecords', 'shard', (options) => this.client.send(command, options));
    return {
      records: (answer.Records ?? []).map((record) => ({
        shardId,
        sequenceNumber: record.SequenceNumber as string,
        arrivedAtMs: (record.ApproximateArrivalTimestamp as Date).getTime(),
        data: record.Data as Uint8Array,
      })),
      nextIterator: answer.NextShardIterator ?? undefined,
      millisBehindLatest: answer.MillisBehindLatest ?? Infinity,
      children: (answer.ChildShards ?? []).map(({ ShardId, ParentShards }) => ({
        shardId: ShardId as string,
        parentShardIds: ParentShards ?? [],
      })),
      answeredAtMs,
    };
  }

  private async attempt<T>(
    operation: string,
    of: 'stream' | 'shard',
    call: (options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    this.signal?.throwIfAborted();
    try {
      return await call(this.signal === undefined ? {} : { abortSignal: this.signal });
    } catch (error) {
      this.signal?.throwIfAborted();
      const fault = describeFault(operation, this.stream, error);
      if (of === 'stream' && fault.code === 'ResourceNotFoundException')
        throw new StreamMissingError(this.stream, { cause: error });
      throw fault;
    }
  }
}
