import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Instance, MetricSink } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import { ExecutionEnvironment } from './execution-environment.js';
import { exited } from './failed-invocation.js';
import type { FunctionConfig, FunctionStatus, InvocationResult } from './function-config.js';
import { openProcessLog, type ProcessLog } from '../processes/process-log.js';

const DEFAULT_CONCURRENCY = 10;

export const functionArn = ({ region, accountId }: Instance, name: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export interface FunctionParts {
  readonly instance: Instance;
  readonly metrics: MetricSink;
  readonly runtimeDirectory: string;
}

export interface InvokeOptions {
  readonly requestId?: string;
  /** What to do when all environments are busy: AWS throttles a direct invocation and holds back the others. */
  readonly whenBusy: 'wait' | 'throttle';
}

/** A function and its execution environments, which are started on demand and kept warm. */
export class LambdaFunction {
  readonly arn: string;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #log: ProcessLog;
  #idle: ExecutionEnvironment[] = [];
  #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  /** Being started: they count, but have no process yet. */
  #starting = 0;
  #closed = false;

  constructor(
    readonly config: FunctionConfig,
    private readonly parts: FunctionParts,
  ) {
    const { instance, metrics } = parts;
    this.arn = functionArn(instance, config.name);
    const path = join(instance.dataDirectory, 'logs', 'lambda', `${config.name}.log`);
    this.#log = openProcessLog(path, metrics, (message) => instance.warn(message));
  }

  /** Throws `TooManyRequestsException` when told to throttle; everything that the function does is a result. */
  async invoke(payload: string, options: InvokeOptions): Promise<InvocationResult> {
    const requestId = options.requestId ?? randomUUID();
    const environment = await this.#acquire(options.whenBusy).catch((error: unknown) => {
      if (error instanceof AwsError) throw error;
      this.parts.instance.warn(`lambda ${this.config.name} cannot start: ${String(error)}`);
      return undefined;
    });
    if (environment === undefined) {
      return {
        requestId,
        payload: exited(requestId, null, 'SIGKILL'),
        functionError: 'Unhandled',
        logTail: '',
      };
    }
    const startedAtMs = Date.now();
    const result = await environment.invoke(payload, requestId);
    this.count('Invocations', 1, 'Count');
    this.count('Errors', result.functionError === undefined ? 0 : 1, 'Count');
    this.count('Duration', Date.now() - startedAtMs, 'Milliseconds');
    return result;
  }

  status(): FunctionStatus {
    const { name, bundlePath } = this.config;
    const environments = [...this.#environments].map(({ pid, bundleSha256, startedAtMs }) => ({
      pid,
      bundleSha256,
      startedAtMs,
    }));
    return { name, arn: this.arn, bundlePath, environments };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const resume of this.#waiting.splice(0)) resume(undefined);
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
    await this.#log.close();
  }

  /** Undefined when the function is closed meanwhile. */
  async #acquire(whenBusy: InvokeOptions['whenBusy']): Promise<ExecutionEnvironment | undefined> {
    if (this.#closed) return undefined;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const limit = this.config.maximumConcurrency ?? DEFAULT_CONCURRENCY;
    if (this.#environments.size + this.#starting < limit) return this.#start();
    if (whenBusy === 'throttle') {
      this.count('Throttles', 1, 'Count');
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #start(): Promise<ExecutionEnvironment | undefined> {
    this.#starting += 1;
    try {
      const environment = await ExecutionEnvironment.start({
        config: this.config,
        functionArn: this.arn,
        instance: this.parts.instance,
        runtimeDirectory: this.parts.runtimeDirectory,
        log: this.#log,
        onReady: (ready) => this.#release(ready),
        onGone: (gone) => this.#forget(gone),
      });
      this.#environments.add(environment);
      if (!this.#closed) return environment;
      await environment.stop();
      return undefined;
    } finally {
      this.#starting -= 1;
    }
  }

  #release(environment: ExecutionEnvironment): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(environment);
    else next(environment);
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#environments.delete(environment);
    this.#idle = this.#idle.filter((idle) => idle !== environment);
    const next = this.#closed ? undefined : this.#waiting.shift();
    if (next === undefined) return;
    // Somebody waited for the one that is gone.
    this.#start().then(next, (error: unknown) => {
      this.parts.instance.warn(`lambda ${this.config.name}: ${String(error)}`);
      next(undefined);
    });
  }

  /** A metric of this function, as Lambda names it. */
  count(name: string, value: number, unit: string): void {
    this.parts.metrics.put({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName: this.config.name },
      value,
      unit,
      timestampMs: this.parts.instance.clock.now(),
    });
  }
}
