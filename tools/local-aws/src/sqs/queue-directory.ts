import type { Instance } from '../kernel/ports.js';
import { Queue } from './queue.js';
import { checkSettings, defaultAttributes, readSettings } from './queue-settings.js';
import {
  invalidParameter,
  prefixedError,
  queueDeletedRecently,
  queueDoesNotExist,
  queueNameExists,
  sqsError,
} from './sqs-errors.js';

/** The queues of the account, by name. */
export class QueueDirectory {
  private readonly queues = new Map<string, Queue>();
  private readonly deletedAtMs = new Map<string, number>();

  constructor(private readonly instance: Instance) {}

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
    const queue = new Queue(name, this.arnOf(name), clock, (arn) => this.byArn(arn));
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

  byName(name: string): Queue | undefined {
    return this.queues.get(name);
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
    const queue = parts[1] === this.instance.accountId ? this.queues.get(parts[2] as string) : undefined;
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  }

  urlOf(queue: Queue): string {
    return `${this.instance.endpoint()}/${this.instance.accountId}/${queue.name}`;
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

  private checkRedrive(sourceArn: string, attributes: Readonly<Record<string, string>>): void {
    const { redrive } = readSettings(attributes);
    if (redrive === undefined) return;
    const refuse = (reason: string) =>
      invalidParameter(
        `Value ${attributes['RedrivePolicy']} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
      );
    const target = this.byArn(redrive.deadLetterTargetArn);
    if (target === undefined || target.arn === sourceArn) throw refuse('Dead letter target does not exist.');
    const allow = target.settings.redriveAllow;
    const allowed =
      allow === undefined ||
      allow.redrivePermission === 'allowAll' ||
      (allow.redrivePermission === 'byQueue' && allow.sourceQueueArns?.includes(sourceArn));
    if (!allowed) throw refuse('Dead letter target does not allow this source queue.');
  }
}

/** Refuses a second purge within the minute that SQS asks for. */
export function checkPurge(queue: Queue, now: number, waitScale: number): void {
  if (now - queue.purgedAtMs >= 60_000 / waitScale) return;
  throw prefixedError(
    'PurgeQueueInProgress',
    `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
  );
}
