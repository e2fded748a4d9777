import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs } from '../sqs/sqs.js';
import { createS3 } from './s3.js';

export interface TestS3 extends TestInstance {
  readonly s3: S3Client;
  readonly files: ReturnType<typeof createS3>;
  /** What functions were invoked with. */
  readonly invocations: { readonly arn: string; readonly payload: unknown }[];
  /** What the invocation of a function throws from now on; undefined: nothing. */
  refuseInvocations(error: Error | undefined): void;
  /** The names of the files in a folder of a bucket. */
  filesOf(bucket: string, folder: 'data' | 'incoming' | 'meta' | 'uploads'): Promise<readonly string[]>;
}

/** S3 and SQS behind a listener, and a place that records invocations. */
export async function startS3(
  options: { readonly dataDirectory?: string; readonly stallTimeoutMs?: number } = {},
): Promise<TestS3> {
  const invocations: TestS3['invocations'] = [];
  let files: ReturnType<typeof createS3> | undefined;
  let refusal: Error | undefined;
  const local = await startInstance((instance) => {
    const queues = createSqs(instance);
    const functions = {
      invokeEvent: async (arn: string, payload: unknown) => {
        if (refusal !== undefined) throw refusal;
        invocations.push({ arn, payload });
      },
    };
    files = createS3(instance, { queues, functions });
    return [queues, files];
  }, options);
  const s3 = new S3Client({ ...local.client, forcePathStyle: true });
  return {
    ...local,
    s3,
    files: files as ReturnType<typeof createS3>,
    invocations,
    refuseInvocations: (error) => void (refusal = error),
    filesOf: (bucket, folder) =>
      readdir(join(local.instance.dataDirectory, 's3', bucket, folder)).catch(() => []),
    stop: async () => {
      s3.destroy();
      await local.stop();
    },
  };
}
