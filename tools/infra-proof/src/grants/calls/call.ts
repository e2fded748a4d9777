import type { ResourceTemplate } from './resource-template.js';

/** Something that a workload, or AWS in its name, asks of IAM. */
export interface NeededCall {
  readonly action: string;
  readonly resource: ResourceTemplate;
  /** What IAM is told of it, by condition key. */
  readonly context?: Readonly<Record<string, string>>;
  /** What it is asked for. */
  readonly why: string;
}

/** Who was recorded: workloads with roles of their own, and people with the policies that are there to attach. */
export const recordedWorkloads = [
  's3-trigger',
  'kinesis-transform',
  'dlq-redrive',
  'processor',
  'sweep',
  'producer',
  'operator',
] as const;
export type RecordedWorkload = (typeof recordedWorkloads)[number];
