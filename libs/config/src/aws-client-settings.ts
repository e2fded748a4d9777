import * as z from 'zod/mini';
import { parseEnvironment, type EnvironmentVariables } from './parse-environment.js';

const settingsSchema = z.object({
  AWS_REGION: z.string(),
  AWS_ENDPOINT_URL: z.optional(z.url({ protocol: /^https?$/ })),
  AWS_MAX_ATTEMPTS: z._default(z.coerce.number().check(z.int(), z.positive()), 5),
});

/** What every AWS client is built with. */
export interface AwsClientSettings {
  readonly region: string;
  /** Only when `AWS_ENDPOINT_URL` is set. */
  readonly endpoint?: string;
  /** Tries of one request, the first included: `AWS_MAX_ATTEMPTS`, 5 unless set. */
  readonly maxAttempts: number;
}

/**
 * The settings that all AWS clients share. Credentials are not among them: they come from the SDK's own chain.
 * @throws {ConfigurationError} when `AWS_REGION` is not set: there is no default region
 */
export function awsClientSettings(environment: EnvironmentVariables): AwsClientSettings {
  const { AWS_REGION, AWS_ENDPOINT_URL, AWS_MAX_ATTEMPTS } = parseEnvironment(settingsSchema, environment);
  return {
    region: AWS_REGION,
    ...(AWS_ENDPOINT_URL === undefined ? {} : { endpoint: AWS_ENDPOINT_URL }),
    maxAttempts: AWS_MAX_ATTEMPTS,
  };
}

/** The same for S3, whose buckets are names of hosts on AWS alone. Throws as `awsClientSettings` does. */
export function s3ClientSettings(
  environment: EnvironmentVariables,
): AwsClientSettings & { readonly forcePathStyle: boolean } {
  const settings = awsClientSettings(environment);
  return { ...settings, forcePathStyle: settings.endpoint !== undefined };
}
