import type { Topology } from '@sluice/topology';
import { hoursPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import { total, type Charge, type Line } from '../line.js';
import { by, per, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

/** A shard takes 1,000 records or 1 MiB a second (https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html). */
export function shardsOf(inputs: Inputs, topology: Topology): number {
  const peak = inputs.recordsPerSecond * inputs.peakFactor;
  return Math.max(
    topology.stream.shardCount,
    Math.ceil(peak / 1000),
    Math.ceil((peak * inputs.recordBytes) / 1_048_576),
  );
}

const service = 'Kinesis Data Streams';

/** Reading is free: one consumer, without enhanced fan-out. */
export function streamLines(
  shards: number,
  volumes: Volumes,
  inputs: Inputs,
  topology: Topology,
  charge: Charge,
): Line[] {
  const shardHours = [by(shards, 'shards'), by(hoursPerMonth, 'h')];
  const extended = topology.stream.retentionHours > 24 ? 1 : 0;
  return [
    charge(service, 'shards', 'kinesis.shardHour', product(...shardHours)),
    charge(
      service,
      `retention of ${topology.stream.retentionHours} h`,
      'kinesis.extendedRetentionShardHour',
      product(...shardHours, ...(extended ? [] : [by(0, 'beyond 24 h')])),
    ),
    charge(
      service,
      'PUT units',
      'kinesis.millionPutUnits',
      product(
        by(volumes.records, 'records'),
        by(Math.ceil(inputs.recordBytes / 25_000), 'units each'),
        per(1e6, ''),
      ),
    ),
  ];
}

/** What the same stream costs in on-demand mode; records are rounded up to 1 KB. */
export function onDemandStreamUsd(
  volumes: Volumes,
  inputs: Inputs,
  topology: Topology,
  charge: Charge,
): number {
  const writtenGb = (volumes.records * Math.ceil(inputs.recordBytes / 1024) * 1024) / 1e9;
  const keptShare = Math.max(0, topology.stream.retentionHours - 24) / hoursPerMonth;
  return total([
    charge(service, 'stream', 'kinesis.onDemandStreamHour', product(by(hoursPerMonth, 'h'))),
    charge(service, 'written', 'kinesis.onDemandGbIn', product(by(writtenGb, 'GB'))),
    charge(service, 'read', 'kinesis.onDemandGbOut', product(by(volumes.streamGb, 'GB'))),
    charge(
      service,
      'kept',
      'kinesis.onDemandExtendedGbMonth',
      product(by(volumes.streamGb, 'GB'), by(keptShare, 'of a month')),
    ),
  ]);
}
