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
  readonly workgroup: string;
  readonly database: string;
}

/** Names of an environment's resources: `<name>-<environment>-<what>`. */
export function resourceNames(topology: Topology, environment: string): ResourceNames {
  const named = (what: string) => `${topology.name}-${environment}-${what}`;
  return {
    landingBucket: named('landing'),
    stagingBucket: named('staging'),
    quarantineBucket: named('quarantine'),
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
    workgroup: named('warehouse'),
    database: topology.warehouse.database,
  };
}
