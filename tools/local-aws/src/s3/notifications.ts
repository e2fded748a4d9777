import { Deliveries, type RetryPolicy } from '../kernel/deliveries.js';
import type { FunctionInvoker, Instance, QueueSender } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import { eventRecord, type Actor, type EventName, type ObjectEvent } from './event-record.js';
import type { NotificationConfiguration, NotificationTarget } from './notification-configuration.js';
import { targetsOf } from './notification-overlap.js';
import type { ObjectVersion } from './object-version.js';
import { invalidArgument } from './s3-errors.js';

export interface NotificationPorts {
  readonly queues: QueueSender;
  readonly functions: FunctionInvoker;
}

/** About an hour of tries, the first ones seconds apart: S3 promises to try again, and not how often. */
const retryPauseMs: RetryPolicy = (retry) =>
  retry <= 64 ? Math.min(1000 * 2 ** (retry - 1), 60_000) : undefined;

/** Tells the configured targets what happened to an object, one event a message or invocation. */
export class Notifications {
  private readonly deliveries: Deliveries;

  constructor(
    private readonly instance: Instance,
    private readonly ports: NotificationPorts,
  ) {
    this.deliveries = new Deliveries(instance, retryPauseMs);
  }

  /** Returns at once, as S3 answers before it notifies. */
  raise(name: EventName, bucket: Bucket, version: ObjectVersion, actor: Actor): void {
    // What is gone has none of its own.
    const sequencer = name === 'ObjectRemoved:Delete' ? bucket.nextSequencer() : version.sequencer;
    const atMs = this.instance.clock.now();
    const event: ObjectEvent = { name, bucket: bucket.name, version, sequencer, atMs, actor };
    for (const target of targetsOf(bucket.settings.notifications ?? [], name, version.key)) {
      const payload = { Records: [eventRecord(this.instance, event, target.id)] };
      this.deliveries.start({
        service: 's3',
        resource: `${bucket.name}/${version.key}`,
        what: `${name} of ${bucket.name}/${version.key} to ${target.arn}`,
        hand: () => this.hand(target, payload),
      });
    }
  }

  /**
   * What S3 does when a configuration is set: queues get a test event, and a target that cannot be reached is refused.
   * Throws `InvalidArgument`.
   */
  async announce(bucket: Bucket, configuration: NotificationConfiguration, actor: Actor): Promise<void> {
    const { functions } = this.ports;
    const isAbsent = ({ kind, arn }: NotificationTarget) =>
      kind === 'function' && functions.exists?.(arn) === false;
    if (configuration.some(isAbsent)) throw unreachable();
    const test = {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: new Date(this.instance.clock.now()).toISOString(),
      Bucket: bucket.name,
      RequestId: actor.requestId,
      HostId: 'local-aws',
    };
    for (const target of configuration.filter(({ kind }) => kind === 'queue')) {
      try {
        await this.hand(target, test);
      } catch (error) {
        throw error instanceof AwsError ? unreachable() : error;
      }
    }
  }

  /** What is still on its way is lost. */
  close(): void {
    this.deliveries.close();
  }

  private async hand(target: NotificationTarget, payload: object): Promise<void> {
    if (target.kind === 'queue') await this.ports.queues.send(target.arn, JSON.stringify(payload));
    else await this.ports.functions.invokeEvent(target.arn, payload);
  }
}

const unreachable = () => invalidArgument('Unable to validate the following destination configurations');
