import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PutRecordsCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { SeededRandom } from '@sluice/contracts';
import { largeReject, oddRecords, Titles, Traffic, type StreamItem } from '@sluice/stream-proof';

/** Of a call to PutRecords: a shard takes 1 MiB a second. */
const itemsOfCall = 100;
const mostBytesOfCall = 700_000;
const pauseMilliseconds = 100;
/** Too large for a message: its way is a claim check. */
const largeBytes = 400_000;

/** Producers: what they put on the stream, and what must become of it. */
export class StreamTraffic {
  readonly #titles: Titles;
  readonly #traffic: Traffic;
  readonly #put = new Map<string, StreamItem>();

  constructor(
    private readonly client: KinesisClient,
    private readonly stream: string,
    private readonly random: SeededRandom,
  ) {
    this.#titles = new Titles(random);
    this.#traffic = new Traffic(this.#titles, random);
  }

  /** Different records that were put; some of them more than once. */
  get items(): ReadonlyMap<string, StreamItem> {
    return this.#put;
  }

  /** Events, copies, versions of titles, and any form that producers send them in. */
  async putSome(count: number, signal: AbortSignal): Promise<void> {
    await this.#putAll(await this.#traffic.next(count), signal);
  }

  /** One of each kind of odd and bad record, each between good ones. Returns how many are bad. */
  async putPoison(signal: AbortSignal): Promise<number> {
    const odd = await oddRecords(this.#titles, this.random);
    await this.#putAll(odd, signal);
    return odd.filter(({ payloads }) => payloads.some(({ fate }) => fate.kind === 'reject')).length;
  }

  async putLarge(signal: AbortSignal): Promise<void> {
    await this.#putAll([largeReject(this.#titles, largeBytes, `large-${this.random.below(1000)}`)], signal);
  }

  /** Until everything is on the stream; what an answer was lost for is there twice, as of any producer. */
  async #putAll(items: readonly StreamItem[], signal: AbortSignal): Promise<void> {
    for (const item of items) this.#put.set(contentKey(item.data), item);
    let left = items;
    while (left.length > 0) {
      signal.throwIfAborted();
      const call = firstCall(left);
      const refused = await this.#putCall(call);
      left = [...refused, ...left.slice(call.length)];
      if (refused.length > 0) await pause(pauseMilliseconds);
    }
  }

  async #putCall(items: readonly StreamItem[]): Promise<readonly StreamItem[]> {
    try {
      const { Records = [] } = await this.client.send(
        new PutRecordsCommand({
          StreamName: this.stream,
          Records: items.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
        }),
      );
      return items.filter((_, index) => Records[index]?.SequenceNumber === undefined);
    } catch {
      // Throttled, broken or without an answer: whatever it was, nothing else can be done than to put them again.
      return items;
    }
  }
}

/** By which a record on the stream is known. */
export const contentKey = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

function firstCall(items: readonly StreamItem[]): readonly StreamItem[] {
  let bytes = 0;
  const end = items.findIndex(({ data }, index) => {
    bytes += data.length;
    return index === itemsOfCall || (index > 0 && bytes > mostBytesOfCall);
  });
  return end < 0 ? items : items.slice(0, end);
}
