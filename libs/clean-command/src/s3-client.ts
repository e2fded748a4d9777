import { S3Client } from '@aws-sdk/client-s3';
import { EnvironmentError } from './failures.js';

const silence = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * A client with what the environment says: region and credentials by the SDK's own chain, `AWS_ENDPOINT_URL` (or
 * `AWS_ENDPOINT_URL_S3`) for another S3 than AWS's, whose buckets are parts of the path then.
 * @throws {EnvironmentError} when no region is set: there is no default one
 */
export async function createS3Client(environment: NodeJS.ProcessEnv): Promise<S3Client> {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  const client = new S3Client({
    forcePathStyle: endpoint !== undefined && endpoint !== '',
    logger: silence,
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000, logger: silence },
  });
  try {
    await client.config.region();
  } catch (error) {
    client.destroy();
    throw new EnvironmentError('no AWS region is known: set AWS_REGION', { cause: error });
  }
  return client;
}
