import type { Instance } from '../kernel/ports.js';
import type { AwsRequest } from '../kernel/service.js';
import { encodeName } from './list-page.js';
import type { ObjectVersion } from './object-version.js';

export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated';

/** Who did it; the events carry it. */
export type Actor = Pick<AwsRequest, 'requestId' | 'caller'>;

export interface ObjectEvent {
  readonly name: EventName;
  readonly bucket: string;
  readonly version: ObjectVersion;
  readonly sequencer: string;
  readonly atMs: number;
  readonly actor: Actor;
}

/**
 * An event as its target gets it. Of what was deleted for good it says the key alone.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function eventRecord(instance: Instance, event: ObjectEvent, configurationId: string) {
  const { name, bucket, version, actor } = event;
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: instance.region,
    eventTime: new Date(event.atMs).toISOString(),
    eventName: name,
    userIdentity: { principalId: `AWS:${actor.caller}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': actor.requestId, 'x-amz-id-2': 'local-aws' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: bucket,
        ownerIdentity: { principalId: instance.accountId },
        arn: `arn:aws:s3:::${bucket}`,
      },
      object: {
        key: encodeName(version.key),
        ...(name.startsWith('ObjectCreated') ? { size: version.sizeBytes } : {}),
        ...(name === 'ObjectRemoved:Delete' ? {} : { eTag: version.etag }),
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: event.sequencer,
      },
    },
  };
}
