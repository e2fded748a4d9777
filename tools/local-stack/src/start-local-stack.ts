import { join } from 'node:path';
import { startLocalAws, type Clock, type FaultRule, type LocalAws } from '@sluice/local-aws';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { resourceNames, scaleWaits, type ResourceNames, type Topology } from '@sluice/topology';
import { findBundles, type Bundles } from './bundles.js';
import { createClients, type Clients } from './clients.js';
import { claimDataDirectory } from './data-directory-lock.js';
import { describeStack, type StackDescription } from './description.js';
import { logSize, processorLog, untilProcessorReady } from './processor-health.js';
import { provisionAlarms, provisionTopics } from './provision/alarms.js';
import { announceLandedObjects, provisionBuckets } from './provision/buckets.js';
import { mapStream, provisionFunctions } from './provision/functions.js';
import { provisionProcessor } from './provision/processor.js';
import { provisionQueues, type QueueUrls } from './provision/queues.js';
import { provisionRedriveSchedule, type RedriveSchedule } from './provision/schedule.js';
import { provisionStream } from './provision/stream.js';
import { provisionWarehouse } from './provision/warehouse.js';
import { readTopology } from './read-topology.js';
import { localAccountId, localEnvironment, localRegion, type StackContext } from './stack-context.js';

const readyTimeoutSeconds = 45;

export interface LocalStackOptions {
  /** The folder that holds `infra/topology.json`, and the apps with their built bundles. */
  readonly workspaceRoot: string;
  /** Default: `infra/topology.json` of the workspace. Unscaled, as that is. */
  readonly topology?: Topology;
  /** In the place of the built ones. */
  readonly bundles?: Partial<Bundles>;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Objects, the warehouse and logs; what an earlier run left there is found again. */
  readonly dataDirectory: string;
  /** Waiting times of the topology are divided by it, 1 to 60. Default 60. */
  readonly waitFactor?: number;
  /** Of the embedded AWS alone: functions and tasks have their machine's. Default: the machine's. */
  readonly clock?: Clock;
  /** What is to go wrong once the stack is ready. */
  readonly faults?: readonly FaultRule[];
  /** One line a step, for people. */
  readonly onProgress?: (step: string) => void;
  /** What goes wrong inside the stack, a line each. Default: standard error. */
  readonly warn?: (message: string) => void;
  /** Stops the start; what was started by then is stopped before it throws. */
  readonly signal?: AbortSignal;
}

export interface LocalStack {
  readonly aws: LocalAws;
  readonly clients: Clients;
  readonly warehouse: DataApi;
  readonly names: ResourceNames;
  readonly queueUrls: QueueUrls;
  readonly waitFactor: number;
  readonly processor: ReturnType<typeof provisionProcessor>;
  readonly redriveSchedule: RedriveSchedule;
  /** Of the first processor task, for example `http://127.0.0.1:40123`. */
  readonly healthUrl: string;
  describe(): StackDescription;
  /** Drains the processor, then stops everything that was started. */
  close(): Promise<void>;
}

/**
 * Starts the embedded AWS, provisions the whole deployment by the topology, and runs the built apps in it. Ready
 * when it resolves: tables exist, the processor polls its lanes, the stream is mapped.
 *
 * @throws {BundleMissingError} when an app is not built
 * @throws {DataDirectoryInUseError} when another stack uses the data directory
 * @throws {PortInUseError} when the port belongs to another process
 * @throws {ProcessorNotReadyError} when the processor does not begin to poll
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const { workspaceRoot, port = 0, dataDirectory, waitFactor = 60, clock, warn, signal } = options;
  const bundles = findBundles(workspaceRoot, options.bundles);
  const topology = scaleWaits(options.topology ?? (await readTopology(workspaceRoot)), waitFactor);
  const names = resourceNames(topology, localEnvironment);
  signal?.throwIfAborted();
  options.onProgress?.(`Starting the embedded AWS; waiting times are divided by ${waitFactor}`);
  const claim = await claimDataDirectory(dataDirectory);
  const aws = await startLocalAws({
    port,
    dataDirectory,
    region: localRegion,
    accountId: localAccountId,
    waitScale: waitFactor,
    runtimeDirectory: join(workspaceRoot, 'tools', 'local-aws', 'runtime'),
    ...(clock === undefined ? {} : { clock }),
    ...(warn === undefined ? {} : { warn }),
  }).catch(async (error: unknown) => {
    await claim.release();
    throw error;
  });
  const clients = createClients(aws.endpoint);
  const warehouse = createDataApi({
    client: clients.redshiftData,
    warehouse: { workgroupName: names.workgroup },
    database: names.database,
  });
  const close = async () => {
    await aws.close();
    clients.destroy();
    await claim.release();
  };
  try {
    const context: StackContext = { bundles, topology, names, clients, warehouse, aws };
    const parts = await provision(context, options);
    for (const rule of options.faults ?? []) aws.faults.add(rule);
    return {
      aws,
      clients,
      warehouse,
      names,
      waitFactor,
      ...parts,
      describe: () => describeStack(aws.endpoint, names, parts.queueUrls),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** In the order in which things need each other. */
async function provision(context: StackContext, { onProgress, signal }: LocalStackOptions) {
  const step = (line: string) => {
    signal?.throwIfAborted();
    onProgress?.(line);
  };
  step('Creating buckets, queues, the stream and topics');
  const [queueUrls, topics] = await Promise.all([
    provisionQueues(context),
    provisionTopics(context),
    provisionBuckets(context),
    provisionStream(context),
  ]);
  step('Creating the warehouse’s tables');
  await provisionWarehouse(context);
  step('Starting the apps from their bundles');
  const functionArns = provisionFunctions(context, queueUrls, topics.operators);
  await announceLandedObjects(context, functionArns.s3Trigger);
  await provisionAlarms(context, topics, functionArns.dlqRedrive);
  mapStream(context);
  const redriveSchedule = provisionRedriveSchedule(context, functionArns.dlqRedrive);
  const logPath = processorLog(context);
  const logOffset = await logSize(logPath);
  const processor = provisionProcessor(context, queueUrls);
  const { healthUrl } = await untilProcessorReady(logPath, logOffset, readyTimeoutSeconds, signal);
  signal?.throwIfAborted();
  return { queueUrls, processor, redriveSchedule, healthUrl };
}
