import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Instance, MetricSink } from '../kernel/ports.js';
import { AwsError } from '../kernel/service.js';
import { openProcessLog, type ProcessLog } from '../processes/process-log.js';
import { ExecutionEnvironment } from './execution-environment.js';
import { exited } from './failed-invocation.js';
import type { FunctionDefinition, FunctionStatus, InvocationResult } from './function-config.js';

/** Of one function on one machine. Where AWS would start more, the next one waits. */
const MAX_ENVIRONMENTS = 10;

export const functionArn = ({ region, accountId }: Instance, name: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;

export interface FunctionParts {
  readonly instance: Instance;
  readonly metrics: MetricSink;
  readonly runtimeDirectory: string;
}

/** A function and its execution environments, which are started on demand and kept warm. */
export class LambdaFunction {
  readonly arn: string;
  /** How many invocations may run at a time; undefined: no limit of its own. */
  reservedConcurrency: number | undefined;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #log: ProcessLog;
  #idle: ExecutionEnvironment[] = [];
  #waiting: ((environment: ExecutionEnvironment | undefined) => void)[] = [];
  /** Being started: they count, but have no process yet. */
  #starting = 0;
  /** Invocations that run or wait for an environment. */
  #concurrency = 0;
  #closed = false;

  constructor(
    readonly definition: FunctionDefinition,
    private readonly parts: FunctionParts,
  ) {
    const { instance, metrics } = parts;
    this.arn = functionArn(instance, definition.name);
    const path = join(instance.dataDirectory, 'logs', 'lambda', `${definition.name}.log`);
    this.#log = openProcessLog(path, metrics, (message) => instance.warn(message));
  }

  /** Throws `TooManyRequestsException` beyond the function's concurrency; everything that it does is a result. */
  async invoke(payload: string, requestId: string = randomUUID()): Promise<InvocationResult> {
    if (this.#concurrency >= (this.reservedConcurrency ?? Infinity)) {
      this.count('Throttles', 1, 'Count');
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    }
    this.#concurrency += 1;
    try {
      return await this.#run(payload, requestId);
    } finally {
      this.#concurrency -= 1;
    }
  }

  status(): FunctionStatus {
    const { name, bundlePath } = this.definition;
    const environments = [...this.#environments].map(({ pid, bundleSha256, startedAtMs }) => ({
      pid,
      bundleSha256,
      startedAtMs,
    }));
    return { name, arn: this.arn, bundlePath, environments };
  }

  /** Ends what runs; resolves when its processes are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const resume of this.#waiting.splice(0)) resume(undefined);
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
    await this.#log.close();
  }

  /** A metric of this function, as Lambda names it. */
  count(name: string, value: number, unit: string): void {
    this.parts.metrics.put({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName: this.definition.name },
      value,
      unit,
      timestampMs: this.parts.instance.clock.now(),
    });
  }

  async #run(payload: string, requestId: string): Promise<InvocationResult> {
    const environment = await this.#acquire().catch((error: unknown) => {
      this.#warn(`cannot start: ${String(error)}`);
      return undefined;
    });
    if (environment === undefined) {
      const lost = exited(requestId, null, 'SIGKILL');
      return { requestId, payload: lost, functionError: 'Unhandled', logTail: '' };
    }
    const startedAtMs = Date.now();
    const result = await environment.invoke(payload, requestId);
    this.count('Invocations', 1, 'Count');
    this.count('Errors', result.functionError === undefined ? 0 : 1, 'Count');
    this.count('Duration', Date.now() - startedAtMs, 'Milliseconds');
    return result;
  }

  /** Undefined when the function is closed meanwhile. */
  async #acquire(): Promise<ExecutionEnvironment | undefined> {
    if (this.#closed) return undefined;
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#environments.size + this.#starting < MAX_ENVIRONMENTS) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #start(): Promise<ExecutionEnvironment | undefined> {
    this.#starting += 1;
    try {
      const environment = await ExecutionEnvironment.start({
        definition: this.definition,
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
      this.#warn(String(error));
      next(undefined);
    });
  }

  #warn(message: string): void {
    this.parts.instance.warn(`lambda ${this.definition.name}: ${message}`);
  }
}
