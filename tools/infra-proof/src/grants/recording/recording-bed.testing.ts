import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import {
  readTopology,
  startLocalStack,
  type FaultRule,
  type LocalStack,
  type QueueUrls,
} from '@sluice/local-stack';
import type { LoggedRequest } from '@sluice/local-aws';
import type { Topology } from '@sluice/topology';
import { expect } from 'vitest';
import { workspaceRoot } from '../../terraform/workspace-root.js';
import { CallRecorder } from '../calls/call-recorder.js';
import { eventually } from './eventually.testing.js';

/** The whole stack, what its workloads ask of AWS recorded from the moment that it is ready. */
export interface RecordingBed {
  readonly stack: LocalStack;
  readonly recorder: CallRecorder;
  /** What was asked and done since. */
  readonly seen: readonly LoggedRequest[];
  /** Of the processor: struck until it is ended. */
  strike(rule: FaultRule): Strike;
  close(): Promise<void>;
}

export interface Strike {
  readonly struck: Promise<unknown>;
  end(): void;
}

/** By which the topology's waits are divided. */
const waitFactor = 60;
const waits = (seconds: number): number => seconds * waitFactor;

export async function openRecordingBed(): Promise<RecordingBed> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-infra-proof-'));
  const stack = await startLocalStack({
    workspaceRoot,
    dataDirectory,
    topology: quick(await readTopology(workspaceRoot)),
    waitFactor,
  });
  const { faults, requests } = stack.aws;
  const seen: LoggedRequest[] = [];
  requests.follow((request) => void (request.status >= 200 && request.status <= 299 && seen.push(request)));
  return {
    stack,
    seen,
    recorder: new CallRecorder(requests, stack.names),
    strike: (rule) => {
      const id = faults.add(rule);
      return { struck: faults.hasStruck(id), end: () => void faults.remove(id) };
    },
    close: async () => {
      await stack.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Waits that a test can sit out. One redrive is all: what comes back is given up, and people hear of it. */
function quick(topology: Topology): Topology {
  const { processor, queues, redrive } = topology;
  const lane = { ...queues.lanes.files, visibilityTimeoutSeconds: waits(3), maxReceiveCount: 3 };
  return {
    ...topology,
    queues: { ...queues, lanes: { files: lane, rows: lane } },
    eventSourceMapping: { ...topology.eventSourceMapping, maximumBatchingWindowSeconds: 0 },
    processor: {
      ...processor,
      stopTimeoutSeconds: 7,
      // As many tasks as the test says, whatever waits.
      scaling: { ...processor.scaling, evaluationSeconds: waits(3_600) },
      microBatch: { ...processor.microBatch, maxAgeSeconds: waits(0.2) },
      backoff: { baseSeconds: waits(0.1), maxSeconds: waits(1) },
    },
    redrive: {
      ...redrive,
      scheduleSeconds: waits(1),
      pauseSeconds: waits(0.01),
      maxTasksPerWindow: 1,
    },
  };
}

/** Resolves when somebody has asked that of a resource since the bed was opened, and it was done. */
export const asked = (
  { seen }: RecordingBed,
  operation: string,
  resource: string,
  by: string,
): Promise<void> =>
  eventually(() => {
    const isIt = (request: LoggedRequest) =>
      request.operation === operation && request.caller === by && (request.resource ?? '').includes(resource);
    expect(seen.some(isIt), `${by} ${operation} ${resource}`).toBe(true);
  });

/** Messages of a queue, those in flight included. */
export async function messagesIn({ stack }: RecordingBed, queue: keyof QueueUrls): Promise<number> {
  const { Attributes = {} } = await stack.clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: stack.queueUrls[queue], AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) +
    Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}
