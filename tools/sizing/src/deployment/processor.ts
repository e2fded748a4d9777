import { hoursPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';
import type { Charge, Line } from '../line.js';
import { by, product } from '../quantity.js';
import type { Volumes } from './volumes.js';

export interface Tasks {
  /** While anything arrives, on average. */
  readonly whileActive: number;
  readonly atPeak: number;
  readonly average: number;
  readonly onDemand: number;
  readonly spot: number;
}

/** Files and rows cost the same CPU a byte here; beyond the base, tasks are divided by their weights. */
export function tasksOf(volumes: Volumes, inputs: Inputs): Tasks {
  const megabytesPerSecond = (volumes.fileBytesPerSecond + volumes.streamBytesPerSecond) / 1e6;
  const oneTask = inputs.cleaningMegabytesPerSecond * inputs.taskVcpu * inputs.taskUtilisation;
  const needed = megabytesPerSecond / oneTask;
  const whileActive = Math.max(inputs.minTasks, needed);
  const activeShare = inputs.hoursPerDay / 24;
  const average = whileActive * activeShare + inputs.minTasks * (1 - activeShare);
  const base = Math.min(average, inputs.onDemandBase);
  const onDemandShare = inputs.onDemandWeight / (inputs.onDemandWeight + inputs.spotWeight);
  const onDemand = base + (average - base) * onDemandShare;
  return {
    whileActive,
    atPeak: Math.max(inputs.minTasks, Math.ceil(needed * inputs.peakFactor)),
    average,
    onDemand,
    spot: average - onDemand,
  };
}

const service = 'Fargate';

export function processorLines(tasks: Tasks, inputs: Inputs, charge: Charge): Line[] {
  const vcpu = by(inputs.taskVcpu, 'vCPU');
  const memory = by(inputs.taskMemoryGb, 'GB');
  const month = by(hoursPerMonth, 'h');
  const discounted = by(1 - inputs.spotDiscount, 'of the price');
  return [
    charge(service, 'vCPU', 'fargate.vcpuHour', product(by(tasks.onDemand, 'tasks'), vcpu, month)),
    charge(service, 'memory', 'fargate.gbHour', product(by(tasks.onDemand, 'tasks'), memory, month)),
    charge(
      service,
      'vCPU on Spot',
      'fargate.vcpuHour',
      product(by(tasks.spot, 'tasks'), vcpu, month, discounted),
    ),
    charge(
      service,
      'memory on Spot',
      'fargate.gbHour',
      product(by(tasks.spot, 'tasks'), memory, month, discounted),
    ),
  ];
}
