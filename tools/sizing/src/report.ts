import type { Topology } from '@sluice/topology';
import { firehoseLines } from './alternatives/firehose.js';
import { glueLines } from './alternatives/glue.js';
import { sizeDeployment, type Deployment } from './deployment/size-deployment.js';
import { freshnessCurve, type Freshness } from './freshness.js';
import type { Inputs } from './inputs.js';
import { total, type Line } from './line.js';
import type { PriceList } from './prices.js';

export interface Alternative {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly usdPerMonth: number;
}

export interface Report {
  readonly inputs: Inputs;
  readonly region: string;
  readonly deployment: Deployment;
  readonly alternatives: readonly Alternative[];
  readonly freshness: readonly { readonly hoursPerDay: number; readonly points: readonly Freshness[] }[];
}

/** Everything there is to say of `inputs`. */
export function reportOn(inputs: Inputs, topology: Topology, prices: PriceList): Report {
  const alternative = (name: string, lines: readonly Line[]): Alternative => ({
    name,
    lines,
    usdPerMonth: total(lines),
  });
  return {
    inputs,
    region: prices.region,
    deployment: sizeDeployment(inputs, topology, prices),
    alternatives: [
      alternative('Firehose, and Glue for files', firehoseLines(inputs, topology, prices)),
      alternative('Glue', glueLines(inputs, topology, prices)),
    ],
    freshness: [24, 8].map((hoursPerDay) => ({
      hoursPerDay,
      points: freshnessCurve(inputs, hoursPerDay, topology, prices),
    })),
  };
}

export interface Size {
  readonly what: string;
  readonly value: string;
  readonly why: string;
}

const one = (value: number): string => value.toLocaleString('en-GB', { maximumFractionDigits: 1 });

/** What a deployment needs, apart from money. */
export function sizesOf({ inputs, deployment }: Report): Size[] {
  const { shards, tasks, transform, warehouse } = deployment;
  const rows = warehouse.loads.find(({ name }) => name === 'rows');
  const peak = inputs.recordsPerSecond * inputs.peakFactor;
  return [
    {
      what: 'shards',
      value: one(shards),
      why: `${one(peak)} records/s and ${one((peak * inputs.recordBytes) / 1_048_576)} MiB/s at the peak, 1,000 and 1 a shard; at least what the topology says`,
    },
    {
      what: 'Lambda concurrency',
      value: one(transform.concurrency),
      why: `${one(transform.invocationsPerSecond)} invocations/s of ${one(transform.secondsEach * 1000)} ms, × ${inputs.peakFactor} at the peak`,
    },
    {
      what: 'tasks on average',
      value: one(tasks.average),
      why: `${one(inputs.cleaningMegabytesPerSecond)} MB/s a vCPU × ${inputs.taskVcpu} vCPU × ${inputs.taskUtilisation}`,
    },
    { what: 'tasks at the peak', value: one(tasks.atPeak), why: 'for `maxTasks`' },
    {
      what: 'base capacity, RPU',
      value: one(warehouse.rpu),
      why: `${inputs.loadMegabytesPerSecondPerRpu} MB/s an RPU, by eights, loads taking 70 % of the time at most`,
    },
    {
      what: 'rows gather for',
      value: rows ? `${one(rows.intervalSeconds)} s` : 'none',
      why: 'age, or `maxRows` or `maxBytes` of `processor.microBatch` where those come sooner',
    },
    {
      what: 'loads a day',
      value: one(warehouse.loadsPerDay),
      why: rows
        ? `rows of ${one(rows.count)} gatherings every ${one(rows.intervalSeconds)} s, and files`
        : 'files',
    },
    {
      what: 'the warehouse is awake',
      value: `${one(warehouse.awakeShare * 100)} %`,
      why: 'of the active hours: the sum over loads of max(60 s, load) ÷ interval, at most all',
    },
  ];
}
