import type { StreamRecord } from '@sluice/stream-transform';

/** How far a shard was read; plain JSON, to be kept by whoever wants to go on later. Holds for the same stream, `from` and `to` only. */
export interface ShardPosition {
  readonly shardId: string;
  /** Of the last record dealt with, also of one outside of what was asked for; absent before the first. */
  readonly sequenceNumber?: string;
  /** Everything of it that was asked for is dealt with. */
  readonly done: boolean;
}

/** What one `GetRecords` gave. */
export interface StreamPage {
  readonly shardId: string;
  /** In order, within [from, to]; may be empty. */
  readonly records: readonly StreamRecord[];
  /** How far behind the tip the page's end is, ms. */
  readonly millisBehindLatest: number;
  /** Where the shard stands once this page is dealt with. */
  readonly position: ShardPosition;
}

/** A position that the stream no longer holds: records that came after it may be gone. */
export interface TrimmedPosition {
  readonly shardId: string;
  readonly sequenceNumber?: string;
}

export interface ReadStreamOptions {
  /** First arrival time that is read, inclusive. */
  readonly from: Date;
  /** Last arrival time that is read, inclusive. In the future: the stream is followed until then. */
  readonly to: Date;
  /** These shards and no others, not their children either. Default: all. */
  readonly shardIds?: readonly string[];
  /** Positions that `handle` was given by an earlier call with the same stream, `from` and `to`. */
  readonly resume?: readonly ShardPosition[];
  /** Of all shards together. Default: as fast as the stream's quotas are shared. */
  readonly recordsPerSecond?: number;
  /** Stops it: calls under way are broken off, `handle` is waited for and not called again. */
  readonly signal?: AbortSignal;
  /** Told of each position to resume from that was trimmed; the shard is read from its oldest record within [from, to]. */
  readonly onTrimmed?: (position: TrimmedPosition) => void;
}

/** Called one at a time for a shard; when it has resolved the page is dealt with. */
export type HandlePage = (page: StreamPage) => Promise<void>;
