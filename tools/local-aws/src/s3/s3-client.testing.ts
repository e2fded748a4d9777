import { S3Client } from '@aws-sdk/client-s3';
import { startInstance, type TestInstance } from '../kernel/instance.testing.js';
import { createSqs } from '../sqs/sqs.js';
import { createS3 } from './s3.js';

export interface TestS3 extends TestInstance {
  readonly s3: S3Client;
  readonly files: ReturnType<typeof createS3>;
  /** What functions were invoked with. */
  readonly invocations: { readonly arn: string; readonly payload: unknown }[];
}

/** S3 and SQS behind a listener, and a place that records invocations. */
export async function startS3(dataDirectory?: string): Promise<TestS3> {
  const invocations: TestS3['invocations'] = [];
  let files: ReturnType<typeof createS3> | undefined;
  const local = await startInstance(
    (instance) => {
      const queues = createSqs(instance);
      const functions = {
        invokeEvent: async (arn: string, payload: unknown) => void invocations.push({ arn, payload }),
      };
      files = createS3(instance, { queues, functions });
      return [queues, files];
    },
    dataDirectory === undefined ? {} : { dataDirectory },
  );
  const s3 = new S3Client({ ...local.client, forcePathStyle: true });
  return {
    ...local,
    s3,
    files: files as ReturnType<typeof createS3>,
    invocations,
    stop: async () => {
      s3.destroy();
      await local.stop();
    },
  };
}
