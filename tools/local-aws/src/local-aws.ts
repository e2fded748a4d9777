import { mkdir } from 'node:fs/promises';
import { createCloudWatch } from './cloudwatch/cloudwatch.js';
import { createEcs } from './ecs/ecs.js';
import type { FaultRule } from './faults/fault-rule.js';
import { createFaults, type Faults } from './faults/faults.js';
import { createKinesis } from './kinesis/kinesis.js';
import { startListener, type Listener } from './kernel/listener.js';
import type { Clock, FunctionInvoker, Instance, StatementFaults } from './kernel/ports.js';
import type { RequestLog } from './kernel/request-log.js';
import type { AwsService } from './kernel/service.js';
import { createLambda } from './lambda/lambda.js';
import type { createRedshiftData } from './redshift-data/redshift-data.js';
import { runningProcesses } from './kernel/running-processes.js';
import { createS3 } from './s3/s3.js';
import { createScheduler } from './scheduler/scheduler.js';
import { createSns } from './sns/sns.js';
import { createSqs } from './sqs/sqs.js';

export interface LocalAwsOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Objects and the warehouse are kept here and found again; queues and streams are not. */
  readonly dataDirectory: string;
  readonly region: string;
  readonly accountId: string;
  /** See `Instance.waitScale`. Default 1: real time. */
  readonly waitScale?: number;
  readonly clock?: Clock;
  /** In force from the first request on, in this order. */
  readonly faults?: readonly FaultRule[];
  /**
   * The folder `runtime` of this package, where the bootstraps of functions and tasks stand: they stay files of
   * their own, also where local-aws is bundled.
   */
  readonly runtimeDirectory: string;
  /** What goes wrong inside local-aws itself, a line each. Default: standard error. */
  readonly warn?: (message: string) => void;
}

export interface LocalAws {
  /** `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly port: number;
  readonly instance: Instance;
  readonly s3: ReturnType<typeof createS3>;
  readonly sqs: ReturnType<typeof createSqs>;
  readonly sns: ReturnType<typeof createSns>;
  readonly kinesis: ReturnType<typeof createKinesis>;
  readonly cloudWatch: ReturnType<typeof createCloudWatch>;
  readonly lambda: ReturnType<typeof createLambda>;
  readonly redshiftData: Awaited<ReturnType<typeof createRedshiftData>>;
  readonly ecs: Awaited<ReturnType<typeof createEcs>>;
  readonly scheduler: ReturnType<typeof createScheduler>;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Stops everything it started: timers, child processes, connections. */
  close(): Promise<void>;
}

/**
 * Starts all services behind one port. Leaves nothing running when it throws.
 *
 * @throws {PortInUseError} when the port belongs to another process
 * @throws {ZodError} for a fault that is none
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const {
    waitScale = 1,
    clock = { now: Date.now },
    warn = (message: string) => void process.stderr.write(`local-aws: ${message}\n`),
  } = options;
  if (!(waitScale >= 1 && waitScale <= 60)) throw new RangeError('waitScale must be between 1 and 60.');
  const faults = createFaults();
  for (const rule of options.faults ?? []) faults.add(rule);
  const processes = runningProcesses();
  await mkdir(options.dataDirectory, { recursive: true });
  const services: AwsService[] = [];
  // Bound first: a busy port is found before the warehouse is opened, and services know the endpoint.
  const { host, port } = options;
  const listener = await startListener({ host, port, services, faults, processes, warn });
  const instance: Instance = {
    region: options.region,
    accountId: options.accountId,
    dataDirectory: options.dataDirectory,
    endpoint: () => listener.endpoint,
    waitScale,
    clock,
    deliveries: faults,
    entries: faults,
    processes,
    warn,
  };
  const started: { close(): Promise<void> | void }[] = [];
  const stop = () => closeAll(started, listener, warn);
  try {
    return {
      ...(await compose(instance, services, started, { runtimeDirectory: options.runtimeDirectory }, faults)),
      ...entry(listener),
      instance,
      faults,
      close: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const entry = ({ endpoint, port, requests }: Listener) => ({ endpoint, port, requests });

async function compose(
  instance: Instance,
  services: AwsService[],
  started: { close(): Promise<void> | void }[],
  runtime: { readonly runtimeDirectory: string },
  faults: StatementFaults,
) {
  const serve = <S extends AwsService>(service: S): S => {
    services.push(service);
    return run(service);
  };
  const run = <S extends { close(): Promise<void> | void }>(part: S): S => {
    started.push(part);
    return part;
  };
  // S3 and SNS invoke functions, and the Lambda host needs S3: the invoker is looked up when it is called.
  const functions: FunctionInvoker = {
    invokeEvent: (arn, payload) => lambda.invokeEvent(arn, payload),
    exists: (arn) => lambda.exists?.(arn) ?? true,
  };
  const sqs = serve(createSqs(instance));
  const s3 = serve(createS3(instance, { queues: sqs, functions }));
  const sns = serve(createSns(instance, { queues: sqs, functions }));
  const kinesis = serve(createKinesis(instance));
  const cloudWatch = serve(createCloudWatch(instance, { queues: sqs, topics: sns }));
  // Here, not above: DuckDB and the parser are loaded only where a stack starts.
  const redshift = await import('./redshift-data/redshift-data.js');
  const redshiftData = serve(await redshift.createRedshiftData(instance, { objects: s3, faults }));
  const lambda = serve(
    createLambda(instance, { streams: kinesis, queues: sqs, objects: s3, metrics: cloudWatch }, runtime),
  );
  const ecs = serve(await createEcs(instance, { metrics: cloudWatch, gauges: sqs }, runtime));
  const scheduler = run(createScheduler(instance, { functions }));
  return { sqs, s3, sns, kinesis, cloudWatch, redshiftData, lambda, ecs, scheduler };
}

/** The newest first: what calls others stops before what it calls. */
async function closeAll(
  started: readonly { close(): Promise<void> | void }[],
  listener: Listener,
  warn: (message: string) => void,
): Promise<void> {
  for (const part of [...started].reverse()) {
    try {
      await part.close();
    } catch (error) {
      warn(`close: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await listener.close();
}
