import type { StreamRecord } from '@sluice/stream-transform';
import { StreamUnavailableError } from './errors.js';
import { arrivalSlackMs } from './reading-end.js';
import type { Reading } from './read-shard.js';
import { ShardPace } from './shard-pace.js';
import type { Answer } from './stream-calls.js';

/** More would keep pages in memory, and iterators unused, for longer than they last. */
const burstsAtOnce = 30;
/** Iterators in a row that expired before they were used. */
const mostExpired = 5;
/** Of a sequence number that is none of the shard's, or no longer. */
const refusals = new Set(['InvalidArgumentException', 'ValidationException']);

/** What comes next in a shard, without what was dealt with. */
export type NextRecords = Answer & {
  /** By our clock. */
  readonly askedAtMs: number;
};

/** Where the reading of a shard stands, and the way on from there. */
export class ShardCursor {
  readonly pace: ShardPace;
  private iterator: string | undefined;
  private expired = 0;
  /** The iterator stands at a record that was dealt with, and will show whether it is still there. */
  private rereads = false;

  constructor(
    readonly shardId: string,
    /** Of the last record that was dealt with. */
    public sequenceNumber: string | undefined,
    private readonly reading: Reading,
  ) {
    this.pace = new ShardPace(reading.clock);
  }

  /** Undefined when the iterator had expired: ask again. `gone` when the shard was trimmed as a whole. */
  async next(): Promise<NextRecords | 'gone' | undefined> {
    const { calls, clock, rate } = this.reading;
    const { shardId } = this;
    try {
      this.iterator ??= await this.openIterator();
      const askedAtMs = clock.now();
      const limit = this.pace.limit(rate.burst * burstsAtOnce);
      const answer = await calls.records(shardId, this.iterator, limit);
      this.expired = 0;
      this.pace.asked(askedAtMs, answer);
      this.iterator = answer.nextIterator;
      return { ...answer, records: this.withoutReread(answer.records), askedAtMs };
    } catch (error) {
      switch (error instanceof StreamUnavailableError && error.code) {
        case 'ExpiredIteratorException':
          if (++this.expired === mostExpired) throw error;
          this.iterator = undefined;
          return undefined;
        case 'ResourceNotFoundException':
          if ((await calls.shards()).some((shard) => shard.shardId === shardId)) throw error;
          this.tellTrimmed();
          return 'gone';
        default:
          throw error;
      }
    }
  }

  /** Nothing more is asked for: a record that was to be read again and did not come is not there. */
  end(): void {
    if (this.rereads) this.tellTrimmed();
  }

  /**
   * Reads the last record again rather than what comes after it: whether it is still there is the only sign that
   * nothing after it was trimmed.
   */
  private async openIterator(): Promise<string> {
    const { calls, clock, fromMs } = this.reading;
    if (this.sequenceNumber !== undefined)
      try {
        const iterator = await calls.iterator(this.shardId, { sequenceNumber: this.sequenceNumber });
        this.rereads = true;
        return iterator;
      } catch (error) {
        if (!(error instanceof StreamUnavailableError && refusals.has(error.code))) throw error;
        this.tellTrimmed();
        this.sequenceNumber = undefined;
      }
    // Kinesis refuses times that have not come.
    const arrivedAt = new Date(Math.max(0, Math.min(fromMs, clock.now()) - arrivalSlackMs));
    return calls.iterator(this.shardId, { arrivedAt });
  }

  private withoutReread(records: readonly StreamRecord[]): readonly StreamRecord[] {
    const [first] = records;
    if (!this.rereads || first === undefined || this.sequenceNumber === undefined) return records;
    if (first.sequenceNumber !== this.sequenceNumber) this.tellTrimmed();
    this.rereads = false;
    const read = BigInt(this.sequenceNumber);
    return records.filter(({ sequenceNumber }) => BigInt(sequenceNumber) > read);
  }

  private tellTrimmed(): void {
    const { shardId, sequenceNumber } = this;
    this.reading.onTrimmed({ shardId, ...(sequenceNumber === undefined ? {} : { sequenceNumber }) });
  }
}
