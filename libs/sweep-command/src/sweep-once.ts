import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { awsClientSettings, parseEnvironment, s3ClientSettings } from '@sluice/config';
import { createMessageQueue } from '@sluice/message-queue';
import { createObjectStore } from '@sluice/object-store';
import { createDataApi } from '@sluice/redshift-data-api';
import { sweepConfigSchema, type SweepConfig } from './config.js';
import { reportSweep, sweepExitCode, sweepWarnings } from './report-sweep.js';
import type { SweepOptions } from './sweep-options.js';
import { sweepWindow } from './sweep-window.js';
import { sweep, type SweepEnvironment, type SweepRequest } from './sweep.js';

/** One sweep with settings from environment variables; its report goes to standard output. */
export async function sweepOnce(
  options: SweepOptions,
  variables: NodeJS.ProcessEnv,
  signal: AbortSignal,
  tell: (line: string) => void,
): Promise<number> {
  const config = parseEnvironment(sweepConfigSchema, variables);
  const now = new Date();
  const ages = { minAgeSeconds: config.SWEEP_MIN_AGE_SECONDS, maxAgeSeconds: config.SWEEP_MAX_AGE_SECONDS };
  const request: SweepRequest = {
    prefix: options.prefix,
    ...sweepWindow(options, ages, now),
    announcedAt: now,
    dryRun: options.dryRun,
  };
  const swept = await sweep(request, environmentOf(config, variables), signal);
  process.stdout.write(reportSweep(swept, request, config.LANDING_BUCKET, options.json));
  for (const warning of sweepWarnings(swept, config.LANDING_BUCKET)) tell(warning);
  return sweepExitCode(swept);
}

function environmentOf(config: SweepConfig, variables: NodeJS.ProcessEnv): SweepEnvironment {
  const settings = awsClientSettings(variables);
  return {
    objects: createObjectStore(new S3Client(s3ClientSettings(variables))),
    queue: createMessageQueue(new SQSClient(settings)),
    warehouse: createDataApi({
      client: new RedshiftDataClient(settings),
      warehouse: { workgroupName: config.WAREHOUSE_WORKGROUP },
      database: config.WAREHOUSE_DATABASE,
    }),
    filesQueueUrl: config.FILES_QUEUE_URL,
    landingBucket: config.LANDING_BUCKET,
    quarantineBucket: config.QUARANTINE_BUCKET,
  };
}
