import type { Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import type { Shard } from './shard.js';
import { Stream, type StreamOrigin } from './stream.js';

/** AWS takes seconds to tens of seconds; local-aws promises less than one, whatever the wait scale. */
const TRANSITION_MS = 400;

/** The streams of an account by name. */
export class StreamRegistry {
  readonly #streams = new Map<string, Stream>();
  #lastCreatedMs = 0;

  constructor(private readonly instance: Instance) {}

  create(name: string, shardCount: number, mode: StreamOrigin['mode']): Stream {
    if (this.#existing(name) !== undefined) {
      throw new AwsError(
        'ResourceInUseException',
        `Stream ${name} under account ${this.instance.accountId} already exists.`,
      );
    }
    const now = this.now();
    // Two streams of one name never share sequence numbers, however quickly one follows the other.
    const createdMs = Math.max(now, this.#lastCreatedMs + 1);
    this.#lastCreatedMs = createdMs;
    const { region, accountId, waitScale } = this.instance;
    const stream = new Stream({
      name,
      arn: `arn:aws:kinesis:${region}:${accountId}:stream/${name}`,
      createdMs,
      activeAtMs: now + TRANSITION_MS / waitScale,
      shardCount,
      mode,
    });
    this.#streams.set(name, stream);
    return stream;
  }

  delete(stream: Stream): void {
    stream.deletedAtMs = this.now() + TRANSITION_MS / this.instance.waitScale;
    stream.wake();
  }

  now(): number {
    return this.instance.clock.now();
  }

  /** By name or ARN, one of which a request must give. */
  find(input: { StreamName?: string | undefined; StreamARN?: string | undefined }): Stream {
    const name = input.StreamName ?? input.StreamARN?.slice(input.StreamARN.lastIndexOf('/') + 1);
    if (name === undefined) {
      throw new AwsError('InvalidArgumentException', 'Either StreamName or StreamARN must be given.');
    }
    const stream = this.#existing(name);
    if (stream === undefined || (input.StreamARN !== undefined && input.StreamARN !== stream.arn)) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Stream ${name} under account ${this.instance.accountId} not found.`,
      );
    }
    return stream;
  }

  /** As `find`, for operations that need its shards: a stream that is not ACTIVE yet has none. */
  findActive(input: Parameters<StreamRegistry['find']>[0]): Stream {
    const stream = this.find(input);
    if (stream.status(this.now()) !== 'ACTIVE') {
      throw new AwsError('ResourceNotFoundException', `Stream ${stream.name} is not ACTIVE.`);
    }
    return stream;
  }

  shard(stream: Stream, shardId: string): Shard {
    const shard = stream.shard(shardId);
    if (shard === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Could not find shard ${shardId} in stream ${stream.name} under account ${this.instance.accountId}.`,
      );
    }
    return shard;
  }

  /** By name. */
  list(): readonly Stream[] {
    return [...this.#streams.keys()]
      .flatMap((name) => this.#existing(name) ?? [])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #existing(name: string): Stream | undefined {
    const stream = this.#streams.get(name);
    if (stream !== undefined && stream.deletedAtMs <= this.now()) {
      this.#streams.delete(name);
      return undefined;
    }
    return stream;
  }
}
