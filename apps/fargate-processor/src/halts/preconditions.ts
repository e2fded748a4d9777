import { loadableDatasets } from '@sluice/contracts';
import { existingColumnsSql, missingForLoads, readExistingColumns } from '@sluice/redshift-loading';
import type { Environment } from '../environment.js';
import { withinSeconds } from './within-seconds.js';

/** A precondition that does not hold, for the log. */
export interface UnmetPrecondition {
  readonly what: string;
  /** In one line, for who asks the health endpoint. */
  readonly detail: string;
  /** What is wrong, or what the asking failed with. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A serverless workgroup that sleeps takes a while to answer. */
const warehouseSeconds = 60;
const bucketSeconds = 20;

/** What is told at a time. */
const mostFaults = 20;

/**
 * What every load needs: tables as the contracts have them, a staging bucket that can be written and read, a quarantine
 * bucket that can be written. Each is asked once, all at the same time, and none for long. Does not throw.
 * @returns what does not hold
 */
export async function unmetPreconditions(
  environment: Environment,
  signal: AbortSignal,
): Promise<UnmetPrecondition[]> {
  const { config } = environment;
  const asked = await Promise.all([
    asking('the warehouse cannot be asked', warehouseSeconds, signal, (end) => tables(environment, end)),
    asking('the staging bucket cannot be written and read', bucketSeconds, signal, () =>
      staging(environment, config.STAGING_BUCKET),
    ),
    asking('the quarantine bucket cannot be written', bucketSeconds, signal, () =>
      writeProbe(environment, config.QUARANTINE_BUCKET),
    ),
  ]);
  return asked.flat();
}

async function asking(
  failed: string,
  seconds: number,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<UnmetPrecondition[]>,
): Promise<UnmetPrecondition[]> {
  try {
    return await withinSeconds(seconds, signal, ask);
  } catch (error) {
    return [
      {
        what: failed,
        detail: error instanceof Error ? error.message : String(error),
        fields: { err: error },
      },
    ];
  }
}

async function tables({ probe }: Environment, signal: AbortSignal): Promise<UnmetPrecondition[]> {
  const { rows } = await probe.query(existingColumnsSql(loadableDatasets), {
    timeoutSeconds: warehouseSeconds,
    signal,
  });
  const faults = missingForLoads(loadableDatasets, readExistingColumns(rows));
  return faults.length === 0
    ? []
    : [
        {
          what: 'tables are not as the contracts need them; run `sluice migrate`',
          detail: faults.slice(0, mostFaults).join('; '),
          fields: { faults: faults.slice(0, mostFaults), count: faults.length },
        },
      ];
}

async function staging(environment: Environment, bucket: string): Promise<UnmetPrecondition[]> {
  await writeProbe(environment, bucket);
  const object = { bucket, key: probeKey(environment) };
  if (await environment.objects.read(object)) return [];
  const detail = `s3://${bucket}/${object.key} is not there`;
  return [{ what: 'the staging bucket does not keep what is written', detail, fields: object }];
}

async function writeProbe(environment: Environment, bucket: string): Promise<UnmetPrecondition[]> {
  const body = environment.now().toISOString();
  await environment.objects.upload({ bucket, key: probeKey(environment) }, { body });
  return [];
}

/** One object for each task: tasks that ask at the same time do not get in each other's way. */
const probeKey = ({ taskId }: Environment): string => `probe/${taskId}`;
