import type {
  GetRecordsCommandInput,
  GetShardIteratorCommandInput,
  KinesisClient,
  ListShardsCommandInput,
} from '@aws-sdk/client-kinesis';
import type { VirtualClock } from './virtual-clock.testing.js';

export interface FakeRecord {
  readonly sequenceNumber: string;
  /** When it takes its place; ascends within a shard. */
  readonly storedMs: number;
  readonly arrivedMs: number;
  readonly bytes?: number;
}

export interface FakeShard {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly createdMs: number;
  readonly closedMs: number;
  readonly records: readonly FakeRecord[];
}

/** What Kinesis may do at any time, decided anew at each call. */
export interface Whims {
  /** Milliseconds that a call takes. */
  readonly latency: () => number;
  /** Records that an answer holds at most; 0 for an empty one although there are some. */
  readonly page: () => number;
  readonly throttles: (operation: string) => boolean;
  readonly expires: () => boolean;
  /** Whether a closed shard that was read to its end gives an iterator once more. */
  readonly endsLate: () => boolean;
  readonly namesChildren: () => boolean;
  readonly shardsAPage: () => number;
  readonly refusesTrimmed: () => boolean;
}

export const calm: Whims = {
  latency: () => 20,
  page: () => Infinity,
  throttles: () => false,
  expires: () => false,
  endsLate: () => false,
  namesChildren: () => true,
  shardsAPage: () => 1000,
  refusesTrimmed: () => false,
};

export interface FakeCall {
  readonly operation: string;
  readonly atMs: number;
  readonly shardId?: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
}

const iteratorMs = 300_000;
const answerBytes = 10 * 2 ** 20;
const fault = (name: string) => Object.assign(new Error(name), { name });

/** A stream whose whole life is known: at any time it shows what had happened until then. */
export class FakeKinesis {
  readonly calls: FakeCall[] = [];
  readonly client = { send: this.send.bind(this) } as unknown as KinesisClient;
  /** Fails the calls for which it gives a fault. */
  refuse: (call: FakeCall) => Error | undefined = () => undefined;
  /** What was stored before is gone, and so are the shards that were closed before. */
  horizonMs = 0;

  constructor(
    private readonly clock: VirtualClock,
    private readonly shards: readonly FakeShard[],
    private readonly whims: Whims = calm,
  ) {}

  private async send(
    { constructor, input }: { readonly constructor: { readonly name: string }; readonly input: object },
    { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
  ): Promise<object> {
    const operation = constructor.name.replace('Command', '');
    const known = input as GetRecordsCommandInput & GetShardIteratorCommandInput & ListShardsCommandInput;
    const shardId = known.ShardId ?? known.ShardIterator?.split(' ')[0];
    const call = { operation, atMs: this.clock.now(), shardId, input: { ...input } };
    this.calls.push(call);
    await this.clock.wait(this.whims.latency(), abortSignal).catch(() => {
      throw fault('AbortError');
    });
    const refused = this.refuse(call);
    if (refused) throw refused;
    if (this.whims.throttles(operation)) throw fault('ProvisionedThroughputExceededException');
    switch (operation) {
      case 'ListShards':
        return this.listShards(known);
      case 'GetShardIterator':
        return { ShardIterator: this.issue(known.ShardId as string, this.startOf(known)) };
      case 'GetRecords':
        return this.getRecords(known);
      default:
        throw fault('UnknownOperationException');
    }
  }

  private visible(): readonly FakeShard[] {
    const now = this.clock.now();
    return this.shards.filter(({ createdMs, closedMs }) => createdMs <= now && closedMs >= this.horizonMs);
  }

  private shard(shardId: string): FakeShard {
    const shard = this.visible().find((visible) => visible.shardId === shardId);
    if (!shard) throw fault('ResourceNotFoundException');
    return shard;
  }

  private listShards({ StreamName, NextToken }: ListShardsCommandInput) {
    if ((StreamName === undefined) === (NextToken === undefined)) throw fault('InvalidArgumentException');
    const start = Number(NextToken ?? 0);
    const end = start + this.whims.shardsAPage();
    const shards = this.visible();
    return {
      Shards: shards.slice(start, end).map(({ shardId, parents, closedMs, records }) => ({
        ShardId: shardId,
        ParentShardId: parents[0],
        AdjacentParentShardId: parents[1],
        SequenceNumberRange: {
          StartingSequenceNumber: '0',
          ...(closedMs <= this.clock.now()
            ? { EndingSequenceNumber: records.at(-1)?.sequenceNumber ?? '1' }
            : {}),
        },
      })),
      ...(end < shards.length ? { NextToken: String(end) } : {}),
    };
  }

  private startOf({ ShardId, ...input }: GetShardIteratorCommandInput): number {
    const { records } = this.shard(ShardId as string);
    if (input.ShardIteratorType === 'AT_TIMESTAMP') {
      const fromMs = (input.Timestamp as Date).getTime();
      if (fromMs > this.clock.now()) throw fault('InvalidArgumentException');
      // By place, not by every record's own time: one that stands before may say that it arrived later.
      const first = records.findIndex(({ storedMs }) => storedMs >= Math.max(fromMs, this.horizonMs));
      const end = records.filter(({ storedMs }) => storedMs <= this.clock.now()).length;
      return first < 0 ? end : Math.min(first, end);
    }
    const at = records.findIndex(({ sequenceNumber }) => sequenceNumber === input.StartingSequenceNumber);
    if (at < 0) throw fault('InvalidArgumentException');
    const trimmed = (records[at] as FakeRecord).storedMs < this.horizonMs;
    if (trimmed && this.whims.refusesTrimmed()) throw fault('InvalidArgumentException');
    return input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? at : at + 1;
  }

  private issue(shardId: string, at: number): string {
    return `${shardId} ${at} ${this.clock.now()}`;
  }

  private getRecords({ ShardIterator = '', Limit = Infinity }: GetRecordsCommandInput) {
    const [shardId = '', at, issuedMs] = ShardIterator.split(' ');
    const now = this.clock.now();
    const { closedMs, records } = this.shard(shardId);
    if (now - Number(issuedMs) > iteratorMs || this.whims.expires()) throw fault('ExpiredIteratorException');
    const stored = records.filter(({ storedMs }) => storedMs <= now);
    const horizon = stored.filter(({ storedMs }) => storedMs < this.horizonMs).length;
    const start = Math.max(Number(at), horizon);
    const given = withinBytes(stored.slice(start, start + Math.min(Limit, this.whims.page())));
    const next = start + given.length;
    const atTip = next === stored.length;
    const ended = atTip && closedMs <= now && !this.whims.endsLate();
    return {
      Records: given.map(({ sequenceNumber, arrivedMs, bytes = 1 }) => ({
        SequenceNumber: sequenceNumber,
        ApproximateArrivalTimestamp: new Date(arrivedMs),
        Data: new Uint8Array(bytes),
      })),
      MillisBehindLatest: atTip ? 0 : Math.max(1, now - (stored[next] as FakeRecord).arrivedMs),
      ...(ended
        ? this.whims.namesChildren()
          ? { ChildShards: this.childrenOf(shardId) }
          : {}
        : { NextShardIterator: this.issue(shardId, next) }),
    };
  }

  private childrenOf(shardId: string) {
    return this.visible()
      .filter(({ parents }) => parents.includes(shardId))
      .map((child) => ({ ShardId: child.shardId, ParentShards: [...child.parents] }));
  }
}

function withinBytes(records: readonly FakeRecord[]): readonly FakeRecord[] {
  let left = answerBytes;
  return records.filter(({ bytes = 1 }) => (left -= bytes) >= 0);
}
