import type { Topology } from '@sluice/topology';
import { daysPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

/** Rows, rejects, sources and manifests of a load. */
export const objectsPerLoad = 4;

/** Steady state: what is stored is what came in while nothing of it expired. */
export function storageLines(
  loadsPerMonth: number,
  volumes: Volumes,
  inputs: Inputs,
  topology: Topology,
  charge: Charge,
): Line[] {
  const { staging, quarantine } = topology.buckets;
  const loaded = by(volumes.fileGb + volumes.streamGb, 'GB');
  const month = per(daysPerMonth, 'days');
  return [
    charge(
      'S3',
      'landing, stored',
      's3.gbMonth',
      product(
        by(volumes.fileGb, 'GB'),
        by(inputs.landedShare, 'gzipped'),
        by(inputs.landingDays, 'days'),
        month,
      ),
    ),
    charge(
      'S3',
      'staging, stored',
      's3.gbMonth',
      product(loaded, by(inputs.parquetShare, 'as Parquet'), by(staging.loadsExpirationDays, 'days'), month),
    ),
    charge(
      'S3',
      'quarantine, stored',
      's3.gbMonth',
      product(loaded, by(inputs.badShare, 'bad'), by(quarantine.recordsExpirationDays, 'days'), month),
    ),
    charge('S3', 'landing, written', 's3.thousandPuts', product(by(volumes.files, 'files'), per(1000, ''))),
    charge(
      'S3',
      'staging and quarantine, written',
      's3.thousandPuts',
      product(by(loadsPerMonth, 'loads'), by(objectsPerLoad + 1, 'objects'), per(1000, '')),
    ),
    charge(
      'S3',
      'read',
      's3.thousandGets',
      product(by(loadsPerMonth, 'loads'), by(objectsPerLoad + 2, 'reads'), per(1000, '')),
    ),
  ];
}
