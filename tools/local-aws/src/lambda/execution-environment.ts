import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Instance } from '../kernel/ports.js';
import { environmentVariables } from './environment-variables.js';
import { exited, responseTooLarge, timedOut } from './failed-invocation.js';
import type { FunctionConfig, InvocationResult } from './function-config.js';
import { bundleSha256, NodeChild } from '../processes/node-child.js';
import type { ProcessLog } from '../processes/process-log.js';
import { startRuntimeApi, type RuntimeApi } from './runtime-api.js';

const INIT_LIMIT_MS = 10_000;
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024 + 100;
const LOG_TAIL_BYTES = 4_096;

export interface EnvironmentParts {
  readonly config: FunctionConfig;
  readonly functionArn: string;
  readonly instance: Instance;
  readonly runtimeDirectory: string;
  readonly log: ProcessLog;
  /** It can take an invocation again. */
  onReady(environment: ExecutionEnvironment): void;
  /** Its process has ended. */
  onGone(environment: ExecutionEnvironment): void;
}

interface Running {
  readonly requestId: string;
  readonly payload: string;
  readonly lines: string[];
  readonly settle: (result: InvocationResult) => void;
  /** Unset while the environment initialises. */
  deliveredAtMs?: number;
  timer: NodeJS.Timeout;
  outcome?: { readonly payload: string; readonly failed: boolean };
  maxRssKilobytes?: number;
}

/** One child process with the function's bundle in it, which takes one invocation at a time. */
export class ExecutionEnvironment {
  readonly startedAtMs = Date.now();
  readonly bundleSha256: string;
  readonly #parts: EnvironmentParts;
  readonly #api: RuntimeApi;
  readonly #child: NodeChild;
  #running: Running | undefined;
  #ready = false;
  /** Undefined before initialisation ends, and again once it is reported. */
  #initMs: number | undefined;
  #initialised = false;

  static async start(parts: EnvironmentParts): Promise<ExecutionEnvironment> {
    let environment: ExecutionEnvironment | undefined;
    const api = await startRuntimeApi({
      ready: () => environment?.becomeReady(),
      response: (id, payload, maxRss) => environment?.takeResponse(id, payload, maxRss),
      error: (id, payload) => environment?.takeError(id, payload),
    });
    try {
      // Nothing arrives before this returns: the child has only just been started.
      return (environment = new ExecutionEnvironment(parts, api));
    } catch (error) {
      api.close();
      throw error;
    }
  }

  private constructor(parts: EnvironmentParts, api: RuntimeApi) {
    this.#parts = parts;
    this.#api = api;
    const { config, instance, runtimeDirectory, log } = parts;
    this.bundleSha256 = bundleSha256(config.bundlePath);
    const logStream = `${new Date(this.startedAtMs).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const { name, bundlePath, memoryMegabytes } = config;
    this.#child = new NodeChild({
      args: [`--max-old-space-size=${memoryMegabytes}`, join(runtimeDirectory, 'lambda-bootstrap.cjs')],
      bundlePath,
      env: environmentVariables(config, instance, api.address, logStream),
      log,
      onLine: (line) => void this.#running?.lines.push(line),
      onError: (error) => instance.warn(`lambda ${name}: ${error.message}`),
      onClose: (code, signal) => {
        api.close();
        this.#end(code, signal);
      },
    });
  }

  get pid(): number {
    return this.#child.process.pid ?? -1;
  }

  /** Always resolves: a timeout, a crash and a failed start are results too. */
  invoke(payload: string, requestId: string): Promise<InvocationResult> {
    return new Promise((settle) => {
      const { config } = this.#parts;
      // AWS lets initialisation take ten seconds, and then counts it against the function's own timeout.
      const timer = setTimeout(() => this.#timeOut(), INIT_LIMIT_MS + config.timeoutSeconds * 1000);
      this.#running = { requestId, payload, lines: [], settle, timer };
      this.#tell(this.#running, `START RequestId: ${requestId} Version: $LATEST`);
      if (this.#ready) this.#deliver(this.#running);
    });
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#child.killGroup();
    await this.#child.closed;
  }

  becomeReady(): void {
    if (!this.#initialised) this.#initMs = Date.now() - this.startedAtMs;
    this.#initialised = true;
    this.#ready = true;
    const running = this.#running;
    if (running !== undefined && running.deliveredAtMs === undefined) return this.#deliver(running);
    // Only now is the invocation over: AWS, too, counts what a runtime does before it asks for more.
    if (running !== undefined) this.#settle(running);
    this.#parts.onReady(this);
  }

  takeResponse(requestId: string, payload: string, maxRssKilobytes: number | undefined): void {
    if (this.#running?.requestId !== requestId) return;
    const tooLarge = Buffer.byteLength(payload) > RESPONSE_LIMIT_BYTES;
    this.#running.outcome = tooLarge
      ? { payload: responseTooLarge(RESPONSE_LIMIT_BYTES), failed: true }
      : { payload, failed: false };
    if (maxRssKilobytes !== undefined) this.#running.maxRssKilobytes = maxRssKilobytes;
  }

  takeError(requestId: string | undefined, payload: string): void {
    const running = this.#running;
    if (running === undefined || (requestId !== undefined && running.requestId !== requestId)) return;
    running.outcome = { payload, failed: true };
  }

  #deliver(running: Running): void {
    const { config, functionArn } = this.#parts;
    const timeoutMs = config.timeoutSeconds * 1000;
    this.#ready = false;
    clearTimeout(running.timer);
    running.deliveredAtMs = Date.now();
    running.timer = setTimeout(() => this.#timeOut(), timeoutMs);
    const { requestId, payload } = running;
    this.#api.deliver({ requestId, functionArn, deadlineMs: running.deliveredAtMs + timeoutMs, payload });
  }

  #timeOut(): void {
    const running = this.#running;
    if (running === undefined) return;
    const payload = timedOut(Date.now(), running.requestId, this.#parts.config.timeoutSeconds);
    running.outcome ??= { payload, failed: true };
    this.#child.killGroup();
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    this.#ready = false;
    if (this.#running !== undefined) {
      this.#running.outcome ??= { payload: exited(this.#running.requestId, code, signal), failed: true };
      this.#settle(this.#running);
    }
    this.#parts.onGone(this);
  }

  #settle(running: Running): void {
    clearTimeout(running.timer);
    this.#running = undefined;
    const { requestId, outcome, lines } = running;
    const report = this.#report(running);
    if (outcome?.failed) this.#parts.log.line(`${requestId}\tERROR\t${outcome.payload}`);
    this.#tell(running, `END RequestId: ${requestId}`);
    this.#tell(running, report);
    running.settle({
      requestId,
      payload: outcome?.payload ?? 'null',
      ...(outcome?.failed ? { functionError: 'Unhandled' as const } : {}),
      logTail: Buffer.from(lines.join('\n')).subarray(-LOG_TAIL_BYTES).toString('utf8'),
    });
  }

  /** To the log, and to the tail of it that an invocation may ask for. */
  #tell({ lines }: Running, line: string): void {
    this.#parts.log.line(line);
    lines.push(line);
  }

  #report({ requestId, deliveredAtMs, maxRssKilobytes }: Running): string {
    const durationMs = deliveredAtMs === undefined ? 0 : Date.now() - deliveredAtMs;
    const { config } = this.#parts;
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(durationMs)} ms`,
      `Memory Size: ${config.memoryMegabytes} MB`,
    ];
    if (maxRssKilobytes !== undefined)
      fields.push(`Max Memory Used: ${Math.ceil(maxRssKilobytes / 1024)} MB`);
    if (this.#initMs !== undefined) fields.push(`Init Duration: ${this.#initMs.toFixed(2)} ms`);
    this.#initMs = undefined;
    return fields.join('\t');
  }
}
