import type { Topology } from '@sluice/topology';
import { daysPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import { charging, total, type Line } from '../line.js';
import type { PriceList } from '../prices.js';
import { functionLines, transformOf, type Transform } from './functions.js';
import { encryptionLines, monitoringLines, networkLines } from './platform.js';
import { processorLines, tasksOf, type Tasks } from './processor.js';
import { queueLines, rowMessagesOf } from './queues.js';
import { storageLines } from './storage.js';
import { onDemandStreamUsd, shardsOf, streamLines } from './stream.js';
import { volumesOf, type Volumes } from './volumes.js';
import { loadsOf, rpuOf, warehouseLines, warehouseOf, type Warehouse } from './warehouse.js';

export interface Deployment {
  readonly volumes: Volumes;
  readonly shards: number;
  readonly onDemandStreamUsd: number;
  readonly transform: Transform;
  readonly tasks: Tasks;
  readonly warehouse: Warehouse;
  readonly lines: readonly Line[];
  readonly usdPerMonth: number;
  /** Of text loaded; absent when nothing comes in. */
  readonly usdPerTb: number | undefined;
}

/** What Sluice needs for `inputs`, and what a month of it costs. */
export function sizeDeployment(inputs: Inputs, topology: Topology, prices: PriceList): Deployment {
  const charge = charging(prices);
  const volumes = volumesOf(inputs);
  const shards = shardsOf(inputs, topology);
  const transform = transformOf(shards, volumes, inputs, topology);
  const tasks = tasksOf(volumes, inputs);
  const rpu = rpuOf(volumes.fileBytesPerSecond + volumes.streamBytesPerSecond, inputs);
  const loads = loadsOf(rpu, tasks.whileActive, volumes, inputs, topology);
  const warehouse = warehouseOf(rpu, loads, volumes, inputs);
  const rowMessages = rowMessagesOf(transform, volumes, inputs, topology);
  const loadsPerMonth = warehouse.loadsPerDay * daysPerMonth;
  const events = transform.invocations + rowMessages + volumes.files * 2 + loadsPerMonth;
  const lines = [
    ...streamLines(shards, volumes, inputs, topology, charge),
    ...functionLines(transform, volumes, topology, charge),
    ...queueLines(rowMessages, tasks.average, volumes, inputs, charge),
    ...storageLines(loadsPerMonth, volumes, inputs, topology, charge),
    ...processorLines(tasks, inputs, charge),
    ...warehouseLines(warehouse, volumes, inputs, charge),
    ...encryptionLines(shards, charge),
    ...monitoringLines(events, inputs, charge),
    ...networkLines(volumes, inputs, charge),
  ];
  const usdPerMonth = total(lines);
  return {
    volumes,
    shards,
    onDemandStreamUsd: onDemandStreamUsd(volumes, inputs, topology, charge),
    transform,
    tasks,
    warehouse,
    lines,
    usdPerMonth,
    usdPerTb: volumes.tbPerMonth > 0 ? usdPerMonth / volumes.tbPerMonth : undefined,
  };
}
