import type { Instance } from '../kernel/ports.js';
import { allowsSource, refusedPolicy } from './dead-letter-policies.js';
import { deliveries, type Message } from './message.js';
import { Queue } from './queue.js';
import { checkSettings, defaultAttributes, readSettings } from './queue-settings.js';
import {
  invalidParameter,
  purgeInProgress,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
  sqsError,
} from './sqs-errors.js';

/** The queues of the account, by name. */
export class QueueDirectory {
  private readonly queues = new Map<string, Queue>();
  private readonly deletedAtMs = new Map<string, number>();

  /** @param inFlightLimit see `Queue` */
  constructor(
    private readonly instance: Instance,
    private readonly inFlightLimit?: number,
  ) {}

  /** Returns the existing queue when nothing that is given differs from it. */
  create(name: string, given: Readonly<Record<string, string>>): Queue {
    if (!/^[\w-]{1,80}$/.test(name)) {
      if (/^[\w-]{1,75}\.fifo$/.test(name)) throw invalidParameter('local-aws has standard queues only.');
      throw invalidParameter(
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    const attributes = checkSettings(given);
    const existing = this.queues.get(name);
    if (existing !== undefined) {
      for (const [attribute, value] of Object.entries(attributes)) {
        if ((existing.attributes[attribute] ?? '') !== value) throw queueNameExists(attribute);
      }
      return existing;
    }
    const { clock, waitScale } = this.instance;
    if (clock.now() - (this.deletedAtMs.get(name) ?? -Infinity) < 60_000 / waitScale)
      throw queueDeletedRecently();
    this.checkRedrive(this.arnOf(name), attributes);
    const arn = this.arnOf(name);
    const url = `${this.instance.endpoint()}/${this.instance.accountId}/${name}`;
    const deadLetterQueue = (targetArn: string) => this.deadLetterQueue(targetArn, arn);
    const queue = new Queue({ name, arn, url }, clock, deadLetterQueue, this.inFlightLimit);
    queue.setAttributes({ ...defaultAttributes, ...attributes });
    this.queues.set(name, queue);
    return queue;
  }

  setAttributes(queue: Queue, given: Readonly<Record<string, string>>): void {
    const attributes = checkSettings(given);
    this.checkRedrive(queue.arn, attributes);
    queue.setAttributes(attributes);
  }

  delete(queue: Queue): void {
    this.queues.delete(queue.name);
    this.deletedAtMs.set(queue.name, this.instance.clock.now());
    queue.purge();
    queue.close();
  }

  byName(name: string, accountId = this.instance.accountId): Queue | undefined {
    return accountId === this.instance.accountId ? this.queues.get(name) : undefined;
  }

  byArn(arn: string): Queue | undefined {
    const queue = this.queues.get(arn.slice(arn.lastIndexOf(':') + 1));
    return queue?.arn === arn ? queue : undefined;
  }

  /** By account and name alone: a URL written with another host or port names the same queue. */
  byUrl(url: string): Queue {
    const parts = /^https?:\/\/[^/]+\/(\d{12})\/([\w-]+)$/.exec(url);
    if (parts === null)
      throw sqsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`, undefined, 404);
    const queue = this.byName(parts[2] as string, parts[1]);
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  /**
   * Puts a message into a queue, to be visible after the delay. It comes once and no later, unless a fault was
   * injected into deliveries.
   */
  deliver(message: Message, queue: Queue, delaySeconds = queue.settings.delaySeconds): void {
    queue.traffic.sent += 1;
    const arrivals = this.instance.deliveries.arrivals({ service: 'sqs', resource: queue.url });
    for (const [delivery, laterMs] of deliveries(message, arrivals)) {
      queue.add(delivery, delaySeconds * 1000 + laterMs);
    }
  }

  /** By name. */
  all(): readonly Queue[] {
    return [...this.queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The queues whose failures go to this one. */
  sourcesOf(deadLetterQueueArn: string): readonly Queue[] {
    return this.all().filter(({ settings }) => settings.redrive?.deadLetterTargetArn === deadLetterQueueArn);
  }

  private arnOf(name: string): string {
    return `arn:aws:sqs:${this.instance.region}:${this.instance.accountId}:${name}`;
  }

  /** Undefined when there is none of that ARN, or when it does not allow this source. */
  private deadLetterQueue(arn: string, sourceArn: string): Queue | undefined {
    const target = this.byArn(arn);
    return allowsSource(target?.settings.redriveAllow, sourceArn) ? target : undefined;
  }

  private checkRedrive(sourceArn: string, attributes: Readonly<Record<string, string>>): void {
    const { RedrivePolicy: text = '' } = attributes;
    const arn = readSettings(attributes).redrive?.deadLetterTargetArn;
    if (arn === undefined) return;
    if (this.byArn(arn) === undefined) {
      throw refusedPolicy('RedrivePolicy', text, 'Dead letter target does not exist.');
    }
    if (this.deadLetterQueue(arn, sourceArn) === undefined) {
      throw refusedPolicy('RedrivePolicy', text, 'Dead letter target does not allow this source queue.');
    }
  }
}

/** Refuses a second purge within the minute that SQS asks for. */
export function checkPurge(queue: Queue, now: number, waitScale: number): void {
  if (now - queue.purgedAtMs < 60_000 / waitScale) throw purgeInProgress(queue.name);
}
