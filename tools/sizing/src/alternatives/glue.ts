import type { Topology } from '@sluice/topology';
import { daysPerMonth, hoursPerMonth } from '../calendar.js';
import { shardsOf, streamLines } from '../deployment/stream.js';
import { volumesOf } from '../deployment/volumes.js';
import { computeLine, loadsOf, rpuOf, warehouseOf, type Loads } from '../deployment/warehouse.js';
import type { Inputs } from '../inputs.js';
import { charging, type Charge, type Line } from '../line.js';
import type { PriceList } from '../prices.js';
import { by, per, product } from '../quantity.js';

/** A job is billed by the second, for at least a minute (https://aws.amazon.com/glue/pricing/). */
const minimumJobSeconds = 60;

/** A Spark job for each file: its bill, its staging, and how often it makes Redshift load. */
export function glueFileJobs(
  inputs: Inputs,
  topology: Topology,
): { readonly lines: (charge: Charge) => Line[]; readonly loads: (rpu: number) => Loads[] } {
  const volumes = volumesOf(inputs);
  if (inputs.filesPerDay === 0) return { lines: () => [], loads: () => [] };
  const megabytesEach = (inputs.gbPerDay * 1000) / inputs.filesPerDay;
  const seconds = Math.max(
    minimumJobSeconds,
    megabytesEach / (inputs.glueMegabytesPerSecondPerDpu * inputs.glueMinimumDpu),
  );
  return {
    lines: (charge) => [
      charge(
        'Glue',
        'a job for each file',
        'glue.dpuHour',
        product(
          by(volumes.files, 'files'),
          by(inputs.glueMinimumDpu, 'DPU'),
          by(seconds, 's'),
          per(3600, ''),
        ),
      ),
      charge(
        'S3',
        'landing and staging of files, stored',
        's3.gbMonth',
        product(
          by(volumes.fileGb, 'GB'),
          by(
            (inputs.landedShare * inputs.landingDays +
              inputs.parquetShare * topology.buckets.staging.loadsExpirationDays) /
              daysPerMonth,
            'of a month’s text',
          ),
        ),
      ),
    ],
    loads: (rpu) => loadsOf(rpu, 1, volumes, { ...inputs, recordsPerSecond: 0 }, topology),
  };
}

/** A streaming job that never ends beside a job for each file; the stream before it is Sluice's. */
export function glueLines(inputs: Inputs, topology: Topology, prices: PriceList): Line[] {
  const charge = charging(prices);
  const volumes = volumesOf(inputs);
  const files = glueFileJobs(inputs, topology);
  const rpu = rpuOf(volumes.fileBytesPerSecond + volumes.streamBytesPerSecond, inputs);
  const streams = inputs.recordsPerSecond > 0;
  const rows = streams ? loadsOf(rpu, 1, volumes, { ...inputs, filesPerDay: 0 }, topology) : [];
  const warehouse = warehouseOf(rpu, [...rows, ...files.loads(rpu)], volumes, inputs);
  const peakMegabytes = (volumes.streamBytesPerSecond * inputs.peakFactor) / 1e6;
  const dpu = Math.max(inputs.glueMinimumDpu, Math.ceil(peakMegabytes / inputs.glueMegabytesPerSecondPerDpu));
  const streaming = streams
    ? [
        ...streamLines(shardsOf(inputs, topology), volumes, inputs, topology, charge),
        charge('Glue', 'a streaming job', 'glue.dpuHour', product(by(dpu, 'DPU'), by(hoursPerMonth, 'h'))),
        charge(
          'S3',
          'staging of rows, stored',
          's3.gbMonth',
          product(
            by(volumes.streamGb, 'GB'),
            by(inputs.parquetShare, 'as Parquet'),
            by(topology.buckets.staging.loadsExpirationDays, 'days'),
            per(daysPerMonth, 'days'),
          ),
        ),
      ]
    : [];
  return [...streaming, ...files.lines(charge), computeLine(warehouse, volumes, charge)];
}
