import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel/ports.js';
import { deadLettered, type Message } from './message.js';
import { Fifo } from './fifo.js';
import { MinHeap } from './min-heap.js';
import { defaultAttributes, readSettings, type QueueSettings } from './queue-settings.js';
import { Waiters, type Waiter } from './waiters.js';

/** About as many as AWS allows in a standard queue. */
const IN_FLIGHT_LIMIT = 120_000;

export interface QueueNames {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
}

/**
 * The messages of one standard queue. Every operation costs the messages it touches, not those that wait:
 * ready messages stand in a list, others in a heap by the time they become ready, and both keep dead entries
 * until they come up.
 */
export class Queue implements QueueNames {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  /** Differs from that of an earlier queue of the same name, so that old receipt handles do not fit. */
  readonly id = randomUUID().slice(0, 8);
  readonly createdAtMs: number;
  modifiedAtMs: number;
  purgedAtMs = -Infinity;
  settings: QueueSettings;
  /** Counted by those who send, receive and delete. */
  readonly traffic = { sent: 0, received: 0, deleted: 0, emptyReceives: 0 };

  private attributeValues: Readonly<Record<string, string>> = defaultAttributes;
  private readonly live = new Map<string, Message>();
  private readonly ready = new Fifo<{ readonly message: Message; readonly stamp: number }>();
  private readonly hidden = new MinHeap<Message>(({ item, stamp }) => item.stamp === stamp);
  private readonly byAge = new MinHeap<Message>(({ item }) => item.state !== 'gone');
  private readonly waiters = new Waiters(() => this.serveWaiters());
  private counts = { ready: 0, delayed: 0, 'in-flight': 0, gone: 0 };

  constructor(
    names: QueueNames,
    private readonly clock: Clock,
    /** Undefined when the dead-letter queue is gone, or refuses this one; messages then stay. */
    private readonly deadLetterQueue: (arn: string) => Queue | undefined,
    /** The most messages that may be in flight. */
    private readonly inFlightLimit = IN_FLIGHT_LIMIT,
  ) {
    ({ name: this.name, arn: this.arn, url: this.url } = names);
    this.createdAtMs = this.modifiedAtMs = clock.now();
    this.settings = readSettings(this.attributeValues);
  }

  /** As SetQueueAttributes left them. */
  get attributes(): Readonly<Record<string, string>> {
    return this.attributeValues;
  }

  setAttributes(changes: Readonly<Record<string, string>>): void {
    const merged = { ...this.attributeValues, ...changes };
    this.attributeValues = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
    this.settings = readSettings(this.attributeValues);
    this.modifiedAtMs = this.clock.now();
  }

  /** Visible, in flight and delayed, now. */
  counted(): { readonly visible: number; readonly notVisible: number; readonly delayed: number } {
    this.settle();
    return { visible: this.counts.ready, notVisible: this.counts['in-flight'], delayed: this.counts.delayed };
  }

  /** CloudWatch leaves out what was received three times or more. */
  ageOfOldestSeconds(): number {
    this.settle();
    let oldest = Infinity;
    for (const { arrivedAtMs, receiveCount } of this.live.values()) {
      if (receiveCount < 3 && arrivedAtMs < oldest) oldest = arrivedAtMs;
    }
    return oldest === Infinity ? 0 : Math.max(0, Math.floor((this.clock.now() - oldest) / 1000));
  }

  /** Takes a message in; it is visible after the delay. */
  add(message: Message, delayMs = 0): void {
    this.live.set(message.deliveryId, message);
    this.byAge.push(message.enqueuedAtMs, message, 0);
    this.counts[message.state] += 1;
    if (delayMs > 0) this.hide(message, 'delayed', this.clock.now() + delayMs);
    else this.show(message);
    this.serveWaiters();
  }

  /**
   * Up to `limit` messages, each hidden for the timeout from now on. A message that was received
   * `maxReceiveCount` times already goes to the dead-letter queue instead.
   */
  take(limit: number, visibilityTimeoutSeconds: number): Message[] {
    this.settle();
    const now = this.clock.now();
    const taken: Message[] = [];
    while (taken.length < limit && this.counts['in-flight'] < this.inFlightLimit) {
      const message = this.firstReady();
      if (message === undefined) break;
      if (this.deadLetter(message, now)) continue;
      message.receiveCount += 1;
      message.receivesHere += 1;
      message.firstReceivedAtMs ??= now;
      message.lastReceivedAtMs = now;
      this.hide(message, 'in-flight', now + visibilityTimeoutSeconds * 1000);
      taken.push(message);
    }
    return taken;
  }

  /** As `take`, but waits for the first message. Empty after the wait, or when the signal aborts. */
  waitToTake(waiter: Omit<Waiter, 'resolve'>): Promise<Message[]> {
    const taken = this.take(waiter.limit, waiter.visibilityTimeoutSeconds);
    if (taken.length > 0 || waiter.waitMs <= 0 || waiter.signal.aborted) return Promise.resolve(taken);
    const answer = this.waiters.wait(waiter);
    this.wakeWhenShown();
    return answer;
  }

  /** Whether a receive can get no message before one is deleted or shown again. */
  isFull(): boolean {
    this.settle();
    return this.counts['in-flight'] >= this.inFlightLimit;
  }

  /** Undefined when it was deleted, purged or has expired. */
  find(deliveryId: string): Message | undefined {
    this.settle();
    return this.live.get(deliveryId);
  }

  remove(message: Message): void {
    this.drop(message);
    // In a full queue those that wait could not be served before.
    this.serveWaiters();
  }

  /** Hides a message in flight from now on for so long; 0 shows it at once. */
  setVisibility(message: Message, seconds: number): void {
    if (seconds > 0) return this.hide(message, 'in-flight', this.clock.now() + seconds * 1000);
    this.show(message);
    this.serveWaiters();
  }

  /** The oldest visible message, left where it is: a move task takes it only when the target accepts it. */
  peekReady(): Message | undefined {
    this.settle();
    return this.firstReady();
  }

  purge(): void {
    for (const message of [...this.live.values()]) this.drop(message);
    this.ready.clear();
    this.purgedAtMs = this.clock.now();
  }

  /** Answers every waiting receive with nothing. */
  close(): void {
    this.waiters.close();
  }

  /** Left in line: whatever is done with it changes its stamp. */
  private firstReady(): Message | undefined {
    return this.ready.first(({ message, stamp }) => message.stamp === stamp)?.message;
  }

  private deadLetter(message: Message, now: number): boolean {
    const { redrive } = this.settings;
    if (redrive === undefined || message.receivesHere < redrive.maxReceiveCount) return false;
    const target = this.deadLetterQueue(redrive.deadLetterTargetArn);
    if (target === undefined) return false;
    this.drop(message);
    target.add(deadLettered(message, this.arn, now));
    return true;
  }

  /** What time has changed since the last look: hidden messages show, old ones go. */
  private settle(): void {
    const now = this.clock.now();
    const expired = now - this.settings.retentionSeconds * 1000;
    for (let m = this.byAge.popDue(expired); m !== undefined; m = this.byAge.popDue(expired)) this.drop(m);
    for (let m = this.hidden.popDue(now); m !== undefined; m = this.hidden.popDue(now)) this.show(m);
  }

  private drop(message: Message): void {
    this.change(message, 'gone');
    this.live.delete(message.deliveryId);
  }

  private change(message: Message, state: Message['state']): void {
    this.counts[message.state] -= 1;
    this.counts[state] += 1;
    message.state = state;
    message.stamp += 1;
  }

  private show(message: Message): void {
    this.change(message, 'ready');
    this.ready.push({ message, stamp: message.stamp });
  }

  private hide(message: Message, state: 'delayed' | 'in-flight', until: number): void {
    this.change(message, state);
    this.hidden.push(until, message, message.stamp);
    this.wakeWhenShown();
  }

  private serveWaiters(): void {
    if (this.waiters.length === 0) return;
    this.waiters.serve((limit, timeout) => this.take(limit, timeout));
    this.wakeWhenShown();
  }

  private wakeWhenShown(): void {
    if (this.waiters.length === 0) return;
    const next = this.hidden.peek();
    if (next !== undefined) this.waiters.wakeIn(next.at - this.clock.now());
  }
}
