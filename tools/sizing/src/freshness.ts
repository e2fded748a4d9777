import type { Topology } from '@sluice/topology';
import { tasksOf } from './deployment/processor.js';
import { volumesOf } from './deployment/volumes.js';
import { computeLine, loadsOf, rpuOf, warehouseOf } from './deployment/warehouse.js';
import type { Inputs } from './inputs.js';
import { charging } from './line.js';
import type { PriceList } from './prices.js';

export const freshnessAges = [15, 30, 60, 120, 300, 600, 900] as const;

/** One point of the curve: what rows that gather for so long cost in Redshift Serverless. */
export interface Freshness {
  readonly ageSeconds: number;
  /** Less than the age where rows or bytes fill a batch before. */
  readonly intervalSeconds: number;
  /** From a record's arrival until it can be read: the event source's window, the gathering, the load. */
  readonly oldestSeconds: number;
  readonly wakeUpsPerDay: number;
  readonly awakeShare: number;
  readonly rpuHours: number;
  readonly usdPerMonth: number;
}

/** Of the stream of `inputs` alone, for `hoursPerDay`; files would keep the warehouse awake besides. */
export function freshnessCurve(
  inputs: Inputs,
  hoursPerDay: number,
  topology: Topology,
  prices: PriceList,
): Freshness[] {
  return freshnessAges.map((ageSeconds) => {
    const at = { ...inputs, batchAgeSeconds: ageSeconds, hoursPerDay, gbPerDay: 0, filesPerDay: 0 };
    const volumes = volumesOf(at);
    const rpu = rpuOf(volumes.streamBytesPerSecond, at);
    const loads = loadsOf(rpu, tasksOf(volumes, at).whileActive, volumes, at, topology);
    const warehouse = warehouseOf(rpu, loads, volumes, at);
    const rows = loads.find(({ name }) => name === 'rows');
    const compute = computeLine(warehouse, volumes, charging(prices));
    return {
      ageSeconds,
      intervalSeconds: rows?.intervalSeconds ?? ageSeconds,
      oldestSeconds:
        topology.eventSourceMapping.maximumBatchingWindowSeconds +
        (rows ? rows.intervalSeconds + rows.busySeconds : 0),
      wakeUpsPerDay: warehouse.wakeUpsPerDay,
      awakeShare: warehouse.awakeShare,
      rpuHours: compute.quantity,
      usdPerMonth: compute.usd,
    };
  });
}
