import type { Topology } from '@sluice/topology';
import { daysPerMonth } from '../calendar.js';
import { volumesOf } from '../deployment/volumes.js';
import { computeLine, rpuOf, warehouseOf, type Loads } from '../deployment/warehouse.js';
import type { Inputs } from '../inputs.js';
import { charging, type Line } from '../line.js';
import type { PriceList } from '../prices.js';
import { by, per, product } from '../quantity.js';
import { glueFileJobs } from './glue.js';

/** Firehose buffers for 60 to 900 s where S3 and COPY follow. */
const bufferSeconds = { least: 60, most: 900 };
const transformBytes = 3_000_000;

/**
 * Producers put records to Firehose, which transforms them by a Lambda, stages them in S3 and has Redshift COPY them.
 * It takes no files: a Glue job loads each.
 */
export function firehoseLines(inputs: Inputs, topology: Topology, prices: PriceList): Line[] {
  const charge = charging(prices);
  const volumes = volumesOf(inputs);
  const files = glueFileJobs(inputs, topology);
  const rpu = rpuOf(volumes.fileBytesPerSecond + volumes.streamBytesPerSecond, inputs);
  const deliveries = deliveriesOf(rpu, inputs);
  const warehouse = warehouseOf(rpu, [...deliveries, ...files.loads(rpu)], volumes, inputs);
  const perMonth = deliveries.reduce(
    (sum, { count, intervalSeconds }) => sum + (count / intervalSeconds) * volumes.activeSecondsPerMonth,
    0,
  );
  const invocations = (volumes.streamGb * 1e9) / transformBytes;
  const { memoryMegabytes } = topology.functions['kinesis-transform'];
  const cpuMilliseconds =
    (inputs.millisecondsPerThousandRecords * Math.max(1, inputs.recordBytes / 460)) / 1000;
  const seconds =
    ((transformBytes / inputs.recordBytes) * cpuMilliseconds * (1769 / memoryMegabytes) +
      inputs.invocationMilliseconds) /
    1000;
  return [
    charge(
      'Firehose',
      'taken in',
      'firehose.gb',
      product(
        by(volumes.records, 'records'),
        by(Math.ceil(inputs.recordBytes / 5120), 'times'),
        by(5120, 'B'),
        per(1e9, ''),
      ),
    ),
    charge(
      'Lambda',
      'transform, time',
      'lambda.armGbSecond',
      product(by(invocations, 'invocations'), by(seconds, 's'), by(memoryMegabytes / 1024, 'GB')),
    ),
    charge(
      'Lambda',
      'transform, requests',
      'lambda.millionRequests',
      product(by(invocations, ''), per(1e6, '')),
    ),
    charge(
      'S3',
      'staging, written',
      's3.thousandPuts',
      product(by(perMonth * 2, 'objects and manifests'), per(1000, '')),
    ),
    charge(
      'S3',
      'staging, stored',
      's3.gbMonth',
      product(
        by(volumes.streamGb, 'GB'),
        by(inputs.landedShare, 'gzipped'),
        by(topology.buckets.staging.loadsExpirationDays, 'days'),
        per(daysPerMonth, 'days'),
      ),
    ),
    computeLine(warehouse, volumes, charge),
    ...files.lines(charge),
  ];
}

/** A stream of each dataset, because a delivery stream has one table. */
function deliveriesOf(rpu: number, inputs: Inputs): Loads[] {
  if (inputs.recordsPerSecond === 0) return [];
  const bytesPerSecond = (inputs.recordsPerSecond * inputs.recordBytes) / inputs.datasets;
  const aged = Math.min(bufferSeconds.most, Math.max(bufferSeconds.least, inputs.batchAgeSeconds));
  const intervalSeconds = Math.min(aged, (inputs.firehoseBufferMb * 1e6) / bytesPerSecond);
  const bytesEach = bytesPerSecond * intervalSeconds;
  const busySeconds = inputs.loadSeconds + bytesEach / (rpu * inputs.loadMegabytesPerSecondPerRpu * 1e6);
  return [{ name: 'rows', count: inputs.datasets, intervalSeconds, bytesEach, busySeconds }];
}
