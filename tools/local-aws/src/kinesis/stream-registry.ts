import type { EntryFaults, Instance } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import type { StreamChoice } from './request-input.js';
import type { Shard } from './shard.js';
import { invalidArgument, shardNotFound, streamBusy, streamExists, streamNotFound } from './stream-errors.js';
import { Stream, type StreamOrigin, type StreamStatus } from './stream.js';

/** AWS takes seconds to tens of seconds; local-aws promises less than one, whatever the wait scale. */
const TRANSITION_MS = 400;
const MAX_OPEN_SHARDS = 500;

/** The streams of an account by name. */
export class StreamRegistry {
  readonly #streams = new Map<string, Stream>();
  #lastCreatedMs = 0;

  constructor(private readonly instance: Instance) {}

  create(settings: Pick<StreamOrigin, 'name' | 'shardCount' | 'mode' | 'maxRecordKibibytes'>): void {
    const { name, shardCount } = settings;
    const { region, accountId } = this.instance;
    if (this.#existing(name) !== undefined) throw streamExists(this.#title(name));
    this.refuseMoreShards(shardCount);
    // Two streams of one name never share sequence numbers, however quickly one follows the other.
    const createdMs = Math.max(this.now(), this.#lastCreatedMs + 1);
    this.#lastCreatedMs = createdMs;
    const arn = `arn:aws:kinesis:${region}:${accountId}:stream/${name}`;
    const activeAtMs = this.#afterTransition();
    const title = this.#title(name);
    this.#streams.set(name, new Stream({ ...settings, title, arn, createdMs, activeAtMs }));
  }

  delete(stream: Stream): void {
    if (stream.deletedAtMs === Infinity) stream.deletedAtMs = this.#afterTransition();
    stream.wake();
  }

  /** Makes a change a little later; until then the stream is UPDATING. */
  change(stream: Stream, make: (atMs: number) => void): void {
    stream.change(this.#afterTransition(), make);
  }

  now(): number {
    return this.instance.clock.now();
  }

  get entries(): EntryFaults {
    return this.instance.entries;
  }

  /** By name or ARN, one of which a request must give. */
  find({ StreamName, StreamARN: arn }: StreamChoice): Stream {
    const name = StreamName ?? arn?.slice(arn.lastIndexOf('/') + 1);
    if (name === undefined) throw invalidArgument('Either StreamName or StreamARN must be given.');
    const stream = this.#existing(name);
    if (stream === undefined || (arn !== undefined && arn !== stream.arn))
      throw streamNotFound(this.#title(name));
    return stream;
  }

  /** To read or write: a stream that is being made or deleted is as good as none. */
  findReady(choice: StreamChoice): Stream {
    const stream = this.find(choice);
    if (!this.#is(stream, 'ACTIVE', 'UPDATING')) throw streamNotFound(stream.title);
    return stream;
  }

  /** Throws `ResourceInUseException` for a stream that is neither ACTIVE nor in a status that is allowed as well. */
  refuseBusy(stream: Stream, ...allowed: readonly StreamStatus[]): void {
    if (!this.#is(stream, 'ACTIVE', ...allowed)) throw streamBusy(stream, this.now());
  }

  /** Throws `LimitExceededException` where the account has no room for that many shards more. */
  refuseMoreShards(count: number): void {
    const open = this.list().reduce((sum, { openShardCount }) => sum + openShardCount, 0);
    if (open + count <= MAX_OPEN_SHARDS) return;
    throw new AwsError(
      'LimitExceededException',
      `Current shard count for the account: ${open}. Limit: ${MAX_OPEN_SHARDS}. Additional shards: ${count}.`,
    );
  }

  shard(stream: Stream, shardId: string): Shard {
    const shard = stream.shard(shardId);
    if (shard === undefined) throw shardNotFound(stream, shardId);
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
    if (stream === undefined) return undefined;
    const now = this.now();
    if (stream.deletedAtMs <= now) {
      this.#streams.delete(name);
      return undefined;
    }
    stream.advanceTo(now);
    return stream;
  }

  #is(stream: Stream, ...statuses: readonly StreamStatus[]): boolean {
    return statuses.includes(stream.status(this.now()));
  }

  /** Whole milliseconds, as sequence numbers begin with the time a shard was made. */
  #afterTransition(): number {
    return this.now() + Math.ceil(TRANSITION_MS / this.instance.waitScale);
  }

  #title(name: string): string {
    return `${name} under account ${this.instance.accountId}`;
  }
}
