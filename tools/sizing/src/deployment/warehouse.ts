import type { Topology } from '@sluice/topology';
import { daysPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

/** Redshift Serverless bills by the second, and at least so many each time it wakes (https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-billing.html). */
export const minimumBilledSeconds = 60;
/** Of the warehouse's time, loads are to take no more than this, or the base capacity is raised. */
const loadUtilisation = 0.7;

/** Loads of one kind, `count` of them side by side, each every `intervalSeconds`. */
export interface Loads {
  readonly name: 'rows' | 'files';
  readonly count: number;
  readonly intervalSeconds: number;
  readonly bytesEach: number;
  readonly busySeconds: number;
}

export interface Warehouse {
  readonly rpu: number;
  readonly loads: readonly Loads[];
  /** While anything arrives, the share of the time that is billed. */
  readonly awakeShare: number;
  readonly awakeHours: number;
  readonly loadsPerDay: number;
  readonly wakeUpsPerDay: number;
}

/** RPU are set by eights (https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html). */
export function rpuOf(bytesPerSecond: number, inputs: Inputs): number {
  const needed = bytesPerSecond / 1e6 / inputs.loadMegabytesPerSecondPerRpu / loadUtilisation;
  return Math.max(inputs.baseRpu, Math.ceil(needed / 8) * 8);
}

/** How often the row batches of one dataset load in one task: by age, or by rows or bytes where those come sooner. */
export function gatheringSeconds(
  volumes: Volumes,
  parts: number,
  inputs: Inputs,
  topology: Topology,
): number {
  const { maxRows, maxBytes } = topology.processor.microBatch;
  return Math.min(
    inputs.batchAgeSeconds,
    (maxRows * parts) / inputs.recordsPerSecond,
    (maxBytes * parts) / volumes.streamBytesPerSecond,
  );
}

/** Row batches gather apart in each task and for each dataset; files come one by one, evenly. */
export function loadsOf(
  rpu: number,
  tasks: number,
  volumes: Volumes,
  inputs: Inputs,
  topology: Topology,
): Loads[] {
  const busy = (bytes: number) =>
    inputs.loadSeconds + bytes / (rpu * inputs.loadMegabytesPerSecondPerRpu * 1e6);
  const loads: Loads[] = [];
  if (inputs.recordsPerSecond > 0) {
    const count = Math.max(1, Math.ceil(tasks)) * inputs.datasets;
    const intervalSeconds = gatheringSeconds(volumes, count, inputs, topology);
    const bytesEach = (volumes.streamBytesPerSecond * intervalSeconds) / count;
    loads.push({ name: 'rows', count, intervalSeconds, bytesEach, busySeconds: busy(bytesEach) });
  }
  if (inputs.filesPerDay > 0) {
    const bytesEach = (inputs.gbPerDay * 1e9) / inputs.filesPerDay;
    const intervalSeconds = volumes.activeSecondsPerDay / inputs.filesPerDay;
    loads.push({ name: 'files', count: 1, intervalSeconds, bytesEach, busySeconds: busy(bytesEach) });
  }
  return loads;
}

/** The share of an interval that one load is billed for: the whole of it where loads follow each other within a minute. */
export const billedShare = ({ busySeconds, intervalSeconds }: Loads, idleSeconds: number): number =>
  Math.min(1, Math.max(minimumBilledSeconds, busySeconds + idleSeconds) / intervalSeconds);

/** As if no two loads ever met: an upper bound, and all of the time once loads fill it. */
export function warehouseOf(
  rpu: number,
  loads: readonly Loads[],
  volumes: Volumes,
  inputs: Inputs,
): Warehouse {
  const sum = (of: (each: Loads) => number) => loads.reduce((all, each) => all + each.count * of(each), 0);
  const awakeShare = Math.min(
    1,
    sum((each) => billedShare(each, inputs.idleSeconds)),
  );
  const loadsPerDay = sum(({ intervalSeconds }) => volumes.activeSecondsPerDay / intervalSeconds);
  return {
    rpu,
    loads,
    awakeShare,
    awakeHours: (awakeShare * volumes.activeSecondsPerMonth) / 3600,
    loadsPerDay,
    wakeUpsPerDay: awakeShare === 1 ? 1 : loadsPerDay,
  };
}

const service = 'Redshift Serverless';

export function warehouseLines(
  warehouse: Warehouse,
  volumes: Volumes,
  inputs: Inputs,
  charge: Charge,
): Line[] {
  return [
    computeLine(warehouse, volumes, charge),
    charge(
      service,
      'storage',
      'redshift.managedGbMonth',
      product(
        by(volumes.streamGb + volumes.fileGb, 'GB'),
        by(inputs.parquetShare, 'of it as columns'),
        by(inputs.warehouseDays, 'days'),
        per(daysPerMonth, 'days'),
      ),
    ),
    charge(
      'Secrets Manager',
      'the administrator’s password',
      'secretsManager.secretMonth',
      product(by(1, 'secret')),
    ),
  ];
}

export const computeLine = ({ rpu, awakeShare }: Warehouse, volumes: Volumes, charge: Charge): Line =>
  charge(
    service,
    'compute',
    'redshift.rpuHour',
    product(by(rpu, 'RPU'), by(volumes.activeSecondsPerMonth / 3600, 'h'), by(awakeShare, 'awake')),
  );
