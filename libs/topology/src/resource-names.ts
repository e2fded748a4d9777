import type { LaneName, Topology } from './topology.js';

/** What one deployment calls its resources; Terraform's locals follow the same rule. */
export interface ResourceNames {
  readonly landingBucket: string;
  readonly stagingBucket: string;
  readonly quarantineBucket: string;
  readonly stream: string;
  readonly queues: Readonly<Record<LaneName | `${LaneName}Dlq` | 'parked' | 'undelivered', string>>;
  readonly functions: Readonly<Record<'s3Trigger' | 'kinesisTransform' | 'dlqRedrive', string>>;
  readonly cluster: string;
  readonly processor: string;
  readonly alarmTopic: string;
  readonly operatorsTopic: string;
  readonly deadLetterAlarms: Readonly<Record<LaneName, string>>;
  readonly redriveSchedule: string;
  readonly sweepSchedule: string;
  /** CloudWatch namespace of what the services measure: each deployment of an account has its own. */
  readonly metricsNamespace: string;
  readonly workgroup: string;
  readonly database: string;
}

/**
 * Names of an environment's resources: `<name>-<environment>-<what>`. Buckets end with the account as well where one is
 * given, as on AWS, where their names are shared by everybody; the local stack has none.
 */
export function resourceNames(topology: Topology, environment: string, accountId?: string): ResourceNames {
  const named = (what: string) => `${topology.name}-${environment}-${what}`;
  const bucket = (what: string) => (accountId === undefined ? named(what) : `${named(what)}-${accountId}`);
  return {
    landingBucket: bucket('landing'),
    stagingBucket: bucket('staging'),
    quarantineBucket: bucket('quarantine'),
    stream: named('records'),
    queues: {
      files: named('files'),
      filesDlq: named('files-dlq'),
      rows: named('rows'),
      rowsDlq: named('rows-dlq'),
      parked: named('parked'),
      undelivered: named('undelivered'),
    },
    functions: {
      s3Trigger: named('s3-trigger'),
      kinesisTransform: named('kinesis-transform'),
      dlqRedrive: named('dlq-redrive'),
    },
    cluster: named('cluster'),
    processor: named('processor'),
    alarmTopic: named('alarms'),
    operatorsTopic: named('operators'),
    deadLetterAlarms: { files: named('files-dlq-not-empty'), rows: named('rows-dlq-not-empty') },
    redriveSchedule: named('redrive'),
    sweepSchedule: named('sweep'),
    metricsNamespace: `${topology.name}-${environment}`,
    workgroup: named('warehouse'),
    database: topology.warehouse.database,
  };
}
