import type { StreamRecord } from '../kernel/ports.js';
import { Allowance } from './allowance.js';
import type { HashRange } from './hash-range.js';
import { sequenceNumbers, type SequenceNumbers } from './sequence-number.js';
import { ReadThroughput, WriteThroughput } from './throughput.js';

export interface ShardOrigin {
  readonly shardNumber: number;
  readonly range: HashRange;
  readonly createdMs: number;
  /** Of its stream. */
  readonly maxRecordBytes: number;
  readonly parentShardId?: string;
  /** The other parent, after a merge. */
  readonly adjacentParentShardId?: string;
}

/** Records of one shard, in order. Positions count from 1; position 0 is the shard's starting sequence number. */
export class Shard {
  readonly shardId: string;
  readonly range: HashRange;
  readonly createdMs: number;
  readonly parentShardId: string | undefined;
  readonly adjacentParentShardId: string | undefined;
  /** What callers of `GetRecords` share; event source mappings read beside it. */
  readonly reads = new ReadThroughput();
  /** Five a second. */
  readonly iterators = new Allowance(5);
  readonly #writes: WriteThroughput;
  readonly #sequence: SequenceNumbers;
  #records: StreamRecord[] = [];
  /** Records before it are trimmed but still in the array: they leave in bulk. */
  #head = 0;
  /** Position of the array's first record. */
  #base = 1;
  #closedMs: number | undefined;

  constructor(origin: ShardOrigin) {
    this.shardId = `shardId-${String(origin.shardNumber).padStart(12, '0')}`;
    this.range = origin.range;
    this.createdMs = origin.createdMs;
    this.parentShardId = origin.parentShardId;
    this.adjacentParentShardId = origin.adjacentParentShardId;
    this.#sequence = sequenceNumbers(origin.createdMs, origin.shardNumber);
    this.#writes = new WriteThroughput(origin.maxRecordBytes);
  }

  /** None for the shards that a stream is made with, two after a merge. */
  get parents(): readonly string[] {
    return [this.parentShardId, this.adjacentParentShardId].filter((parent) => parent !== undefined);
  }

  get closed(): boolean {
    return this.#closedMs !== undefined;
  }

  /** Whether it was open at a time, or later. */
  openSince(timestampMs: number): boolean {
    return this.#closedMs === undefined || this.#closedMs >= timestampMs;
  }

  /** Where the next record will stand. */
  get tip(): number {
    return this.#base + this.#records.length;
  }

  /** The oldest position that can still be read. */
  get horizon(): number {
    return this.#base + this.#head;
  }

  get startingSequenceNumber(): string {
    return this.#sequence.at(0);
  }

  /** Only a closed shard has one. */
  get endingSequenceNumber(): string | undefined {
    return this.closed ? this.#sequence.at(this.tip) : undefined;
  }

  close(nowMs: number): void {
    this.#closedMs = nowMs;
  }

  allowRecordsOf(maxRecordBytes: number): void {
    this.#writes.resize(maxRecordBytes);
  }

  /** Undefined when the shard's throughput is used up for now. */
  append(partitionKey: string, data: Buffer, nowMs: number): StreamRecord | undefined {
    if (!this.#writes.take(data.length + Buffer.byteLength(partitionKey), nowMs)) return undefined;
    const last = this.#records.at(-1);
    const record: StreamRecord = {
      sequenceNumber: this.#sequence.at(this.tip),
      partitionKey,
      data,
      // Never before its predecessor, so that a place in time can be found by bisection.
      approximateArrivalMs: last === undefined ? nowMs : Math.max(nowMs, last.approximateArrivalMs),
    };
    this.#records.push(record);
    return record;
  }

  /** At most `limit` records from a position on, or from the horizon when that lies later. */
  read(position: number, limit: number): readonly StreamRecord[] {
    const from = Math.max(position, this.horizon) - this.#base;
    return this.#records.slice(from, from + limit);
  }

  positionOf(sequenceNumber: string): number | undefined {
    const position = this.#sequence.indexOf(sequenceNumber);
    return position === undefined || position > this.tip ? undefined : position;
  }

  /** The first record that arrived at that time or later, or the tip. */
  positionAt(timestampMs: number): number {
    let low = this.#head;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const arrived = this.#records[middle]?.approximateArrivalMs ?? Infinity;
      if (arrived < timestampMs) low = middle + 1;
      else high = middle;
    }
    return this.#base + low;
  }

  trimBefore(timestampMs: number): void {
    while ((this.#records[this.#head]?.approximateArrivalMs ?? Infinity) < timestampMs) this.#head += 1;
    if (this.#head < 1_024 || this.#head * 2 < this.#records.length) return;
    this.#records = this.#records.slice(this.#head);
    this.#base += this.#head;
    this.#head = 0;
  }
}
