import type { RowBatch } from '@sluice/message-schemas';
import { messageAttributes, type PackedBatch } from '../pack-row-batches.js';
import type { DeliveryEnvironment, DeliverySettings, QueueMessage, StopSignal } from './delivery.js';
import { Slots } from './slots.js';
import { Tally } from './tally.js';

/** What one SendMessageBatch takes of any queue. */
const maxCallEntries = 10;
const maxCallBytes = 262_144;
const callsAtOnce = 3;

/** A message with what it was made of. */
interface Outgoing {
  readonly batch: PackedBatch;
  readonly message: QueueMessage;
  readonly bytes: number;
  readonly isClaim: boolean;
}

/**
 * Sends packed batches, several in one call where they fit, and some calls at once. What fits no message is stored
 * before its message names it. After a fault of the environment only what comes before it is still sent: the rest has
 * to be sent again anyway.
 */
export class Outbox<S extends StopSignal> {
  readonly tally = new Tally();
  readonly #slots = new Slots(callsAtOnce);
  readonly #calls = new Set<Promise<void>>();
  #waiting: Outgoing[] = [];
  #waitingBytes = 0;
  #queueFails = false;

  constructor(
    private readonly settings: Pick<DeliverySettings, 'rowsQueueUrl' | 'stagingBucket' | 'maxMessageBytes'>,
    private readonly environment: Pick<DeliveryEnvironment<S>, 'queue' | 'objects' | 'codec'>,
    private readonly signal: S | undefined,
  ) {}

  /** The queue does not take, or there is no time: nothing is sent any more. */
  get isClosed(): boolean {
    return this.#queueFails || this.signal?.aborted === true;
  }

  /** Something could not be sent: what comes after it has to be sent again, so it need not be judged now. */
  get isBroken(): boolean {
    return this.isClosed || this.tally.firstUnsent !== undefined;
  }

  /** Resolves when there is room for more. */
  async send(batch: PackedBatch): Promise<void> {
    if (this.#isUseless(batch)) return this.tally.unsent(batch.firstPosition, 'AbortError');
    const isClaim = batch.inlineBytes > this.settings.maxMessageBytes;
    const outgoing = isClaim ? await this.#claim(batch) : this.#inline(batch);
    if (!outgoing) return;
    if (this.#waitingBytes + outgoing.bytes > maxCallBytes) await this.#beginCall();
    this.#waiting.push(outgoing);
    this.#waitingBytes += outgoing.bytes;
    if (this.#waiting.length === maxCallEntries) await this.#beginCall();
  }

  /** Sends what waits for company; resolves when nothing is under way. */
  async drain(): Promise<void> {
    await this.#beginCall();
    await Promise.all(this.#calls);
  }

  #isUseless({ firstPosition }: PackedBatch): boolean {
    return this.isClosed || firstPosition >= (this.tally.firstUnsent ?? Infinity);
  }

  async #beginCall(): Promise<void> {
    const messages = this.#waiting;
    if (messages.length === 0) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#slots.take();
    const call = this.#call(messages).finally(() => {
      this.#slots.giveBack();
      this.#calls.delete(call);
    });
    this.#calls.add(call);
    // Its fault is thrown by `drain`; until then Node is not to take it for one that nobody handles.
    call.catch(() => undefined);
  }

  async #call(outgoing: readonly Outgoing[]): Promise<void> {
    const { failed } = await this.environment.queue.sendAll(
      this.settings.rowsQueueUrl,
      outgoing.map(({ message }) => message),
      this.signal ? { signal: this.signal } : {},
    );
    const faults = new Map(failed.map((fault) => [fault.index, fault]));
    for (const [index, { batch, isClaim }] of outgoing.entries()) {
      const fault = faults.get(index);
      if (!fault) this.tally.sent(batch, isClaim);
      else if (fault.senderFault && !isClaim) {
        // The queue is set to less than it should take: by claim check the shard moves on.
        const claim = await this.#claim(batch);
        if (claim) await this.#call([claim]);
      } else {
        this.#queueFails = true;
        this.tally.unsent(batch.firstPosition, fault.code);
      }
    }
  }

  #inline(batch: PackedBatch): Outgoing {
    const data = this.environment.codec.encodeBase64(batch.content);
    return this.#outgoing(batch, { kind: 'inline', data }, batch.inlineBytes);
  }

  /** The key is the content's own hash, so doing it again writes the same object, and starts its retention anew. */
  async #claim(batch: PackedBatch): Promise<Outgoing | undefined> {
    const { codec, objects } = this.environment;
    const sha256 = codec.sha256Hex(batch.content);
    const location = {
      bucket: this.settings.stagingBucket,
      key: `claims/${batch.message.dataset}/${sha256}.json.gz`,
    };
    const options = { contentType: 'application/gzip', ...(this.signal ? { signal: this.signal } : {}) };
    try {
      await objects.upload(location, { body: batch.content }, options);
    } catch (error) {
      this.tally.unsent(batch.firstPosition, this.#faultCode(error));
      return undefined;
    }
    // Names and hashes: its size is known well enough.
    return this.#outgoing(batch, { kind: 'claim', ...location, sha256 }, 2048);
  }

  #outgoing(batch: PackedBatch, content: RowBatch['content'], bytes: number): Outgoing {
    const body = JSON.stringify({ ...batch.message, content });
    const attributes = messageAttributes(batch.message.dataset);
    return { batch, message: { body, attributes }, bytes, isClaim: content.kind === 'claim' };
  }

  /** The environment's faults have a code; anything else is a fault of the program and goes on its way. */
  #faultCode(error: unknown): string {
    if (this.signal?.aborted) return 'AbortError';
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
    if (typeof code !== 'string' || code.startsWith('ERR_')) throw error;
    return code;
  }
}
