import type { FunctionInvoker, Instance, QueueSender } from '../kernel/ports.js';
import { AwsError, type AwsRequest } from '../kernel/service.js';
import type { Bucket } from './bucket.js';
import {
  targetsOf,
  type NotificationConfiguration,
  type NotificationTarget,
} from './notification-configuration.js';
import type { ObjectVersion } from './object-version.js';

export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated';

/** Who did it; the events carry it. */
export type Actor = Pick<AwsRequest, 'requestId' | 'caller'>;

/** Tells the configured targets what happened to an object, one event a message or invocation. */
export class Notifications {
  constructor(
    private readonly instance: Instance,
    private readonly targets: { readonly queues: QueueSender; readonly functions: FunctionInvoker },
  ) {}

  /** Returns at once, as S3 answers before it notifies; a target that refuses is a warning. */
  raise(event: EventName, bucket: Bucket, version: ObjectVersion, actor: Actor): void {
    // What is gone has none of its own.
    const sequencer = event === 'ObjectRemoved:Delete' ? bucket.nextSequencer() : version.sequencer;
    for (const target of targetsOf(bucket.settings.notifications ?? [], event, version.key)) {
      const record = this.record(event, bucket, version, sequencer, actor, target);
      this.deliver(target, { Records: [record] }).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.instance.warn(
          `s3: ${event} of ${bucket.name}/${version.key} did not reach ${target.arn}: ${reason}`,
        );
      });
    }
  }

  /**
   * What S3 does when a configuration is set: queues get a test event, and a queue that cannot is refused.
   * Throws `InvalidArgument`.
   */
  async announce(bucket: Bucket, configuration: NotificationConfiguration, actor: Actor): Promise<void> {
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
        await this.deliver(target, test);
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new AwsError('InvalidArgument', 'Unable to validate the following destination configurations');
      }
    }
  }

  private async deliver(target: NotificationTarget, payload: object): Promise<void> {
    if (target.kind === 'queue') await this.targets.queues.send(target.arn, JSON.stringify(payload));
    else await this.targets.functions.invokeEvent(target.arn, payload);
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
  private record(
    event: EventName,
    bucket: Bucket,
    version: ObjectVersion,
    sequencer: string,
    { requestId, caller }: Actor,
    { id }: NotificationTarget,
  ) {
    const created = event.startsWith('ObjectCreated');
    return {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: this.instance.region,
      eventTime: new Date(this.instance.clock.now()).toISOString(),
      eventName: event,
      userIdentity: { principalId: `AWS:${caller}` },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': 'local-aws' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: id,
        bucket: {
          name: bucket.name,
          ownerIdentity: { principalId: this.instance.accountId },
          arn: `arn:aws:s3:::${bucket.name}`,
        },
        object: {
          key: eventKey(version.key),
          ...(created ? { size: version.sizeBytes, eTag: version.etag } : {}),
          ...(version.deleteMarker ? { eTag: version.etag } : {}),
          ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
          sequencer,
        },
      },
    };
  }
}

/** As a form encodes it, but with slashes left alone: `+` is a space. */
export const eventKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/');
