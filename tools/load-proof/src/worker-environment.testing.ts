import { accountId, buckets, credentialsOfWorkers, region, visibilitySeconds } from './places.testing.js';

/** Sources that load as one. */
const sourcesPerLoad = 3;

/** One file at a time; row batches load by threes. No attempt is one too many: a kill is not the data's fault. */
export const workerEnvironment = (
  endpoint: string,
  urls: Readonly<Record<string, string>>,
): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: credentialsOfWorkers.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentialsOfWorkers.secretAccessKey,
  FILES_QUEUE_URL: urls['files'] as string,
  FILES_DLQ_URL: urls['files-dlq'] as string,
  ROWS_QUEUE_URL: urls['rows'] as string,
  ROWS_DLQ_URL: urls['rows-dlq'] as string,
  PARKED_QUEUE_URL: urls['parked'] as string,
  STAGING_BUCKET: buckets.staging,
  QUARANTINE_BUCKET: buckets.quarantine,
  WAREHOUSE_WORKGROUP: 'proof',
  WAREHOUSE_DATABASE: 'sluice',
  COPY_ROLE_ARN: `arn:aws:iam::${accountId}:role/proof-copy`,
  FILES_VISIBILITY_TIMEOUT_SECONDS: String(visibilitySeconds),
  ROWS_VISIBILITY_TIMEOUT_SECONDS: String(visibilitySeconds),
  FILES_MAX_RECEIVE_COUNT: '1000',
  ROWS_MAX_RECEIVE_COUNT: '1000',
  FILES_CONCURRENCY: '1',
  FILES_MAX_BYTES: '10000000',
  FILES_MAX_TEXT_BYTES: '10000000',
  MICRO_BATCH_MAX_ROWS: '100000',
  MICRO_BATCH_MAX_BYTES: '10000000',
  MICRO_BATCH_MAX_SOURCES: String(sourcesPerLoad),
  MICRO_BATCH_MAX_AGE_SECONDS: '0.2',
  BACKOFF_BASE_SECONDS: '0.1',
  BACKOFF_MAX_SECONDS: '1',
  MAX_ATTEMPTS: '1000',
  STATEMENT_TIMEOUT_SECONDS: '60',
  MAX_LOAD_RUNS: '5',
  MAX_ACTIVE_STATEMENTS: '5',
  STATEMENT_POLL_MIN_MILLISECONDS: '10',
  STATEMENT_POLL_MAX_MILLISECONDS: '100',
  // What is held until its worker is killed is not wedged.
  WEDGED_AFTER_SECONDS: '600',
  STOP_TIMEOUT_SECONDS: '30',
  HEALTH_PORT: '0',
  LOG_LEVEL: 'info',
});
