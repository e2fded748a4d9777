import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Instance } from '../kernel/ports.js';
import { bundleSha256, NodeChild } from '../processes/node-child.js';
import type { ProcessLog } from '../processes/process-log.js';
import { environmentVariables } from './environment-variables.js';
import { exited, outOfMemory, responseTooLarge, taskTimedOut, timedOut } from './failed-invocation.js';
import type { FunctionDefinition, InvocationResult } from './function-config.js';
import { watchMemory, type MemoryWatch } from './memory-watch.js';
import { RunningInvocation } from './running-invocation.js';
import { startRuntimeApi, type RuntimeApi } from './runtime-api.js';

const INIT_LIMIT_MS = 10_000;
const RESPONSE_LIMIT_BYTES = 6 * 1024 * 1024 + 100;

export interface EnvironmentParts {
  readonly definition: FunctionDefinition;
  readonly functionArn: string;
  readonly instance: Instance;
  readonly runtimeDirectory: string;
  readonly log: ProcessLog;
  /** It can take an invocation again. */
  onReady(environment: ExecutionEnvironment): void;
  /** Its process has ended. */
  onGone(environment: ExecutionEnvironment): void;
}

/** One child process with the function's code in it, which takes one invocation at a time. */
export class ExecutionEnvironment {
  readonly startedAtMs = Date.now();
  readonly bundleSha256: string;
  readonly #parts: EnvironmentParts;
  readonly #api: RuntimeApi;
  readonly #child: NodeChild;
  #running: RunningInvocation | undefined;
  #memory: MemoryWatch | undefined;
  #ready = false;
  /** Undefined before initialisation ends, and again once it is reported. */
  #initMs: number | undefined;
  #initialised = false;
  /** Its process is to be gone: it takes nothing any more. */
  #ending = false;

  static async start(parts: EnvironmentParts): Promise<ExecutionEnvironment> {
    let environment: ExecutionEnvironment | undefined;
    const api = await startRuntimeApi({
      ready: () => environment?.becomeReady(),
      response: (id, payload, rss) => environment?.takeResponse(id, payload, rss),
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
    const { definition, instance, runtimeDirectory, log } = parts;
    const { name, bundlePath, taskRoot, memoryMegabytes } = definition;
    this.bundleSha256 = bundleSha256(bundlePath);
    const day = new Date(this.startedAtMs).toISOString().slice(0, 10).replaceAll('-', '/');
    const id = randomUUID().replaceAll('-', '');
    const logStream = `${day}/[$LATEST]${id}`;
    const sessionToken = `lambda-${name}-${id}`;
    this.#child = new NodeChild({
      args: [...heapFlags(memoryMegabytes), join(runtimeDirectory, 'lambda-bootstrap.cjs')],
      bundlePath,
      workingDirectory: taskRoot,
      env: environmentVariables(definition, instance, { runtimeApi: api.address, logStream, sessionToken }),
      log,
      onLine: (line) => this.#running?.hear(line),
      onError: (error) => instance.warn(`lambda ${name}: ${error.message}`),
      onClose: (code, signal) => {
        api.close();
        instance.processes.remove(sessionToken);
        this.#end(code, signal);
      },
    });
    instance.processes.add(sessionToken, { kill: () => this.stop() });
  }

  get pid(): number {
    return this.#child.process.pid ?? -1;
  }

  /** Always resolves: a timeout, a crash and a failed start are results too. */
  invoke(payload: string, requestId: string): Promise<InvocationResult> {
    return new Promise((settle) => {
      const { definition, log } = this.#parts;
      const running = new RunningInvocation(requestId, payload, definition, log, settle);
      // AWS lets initialisation take ten seconds, and then counts it against the function's own timeout.
      running.timer = setTimeout(() => this.#timeOut(), INIT_LIMIT_MS + definition.timeoutSeconds * 1000);
      this.#running = running;
      this.#memory = watchMemory(this.pid, definition.memoryMegabytes * 1024, () => this.#outgrow());
      if (this.#ready) this.#deliver(running);
    });
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.#kill();
    await this.#child.closed;
  }

  becomeReady(): void {
    if (!this.#initialised) this.#initMs = Date.now() - this.startedAtMs;
    this.#initialised = true;
    this.#ready = true;
    const running = this.#running;
    if (running === undefined) return this.#parts.onReady(this);
    if (running.deliveredAtMs === undefined) return this.#deliver(running);
    // It is being ended already, though its handler came to an answer after all.
    if (this.#ending) return;
    // Only now is the invocation over: AWS, too, counts what a runtime does before it asks for more. What it wrote
    // by then is read in the same turn of the event loop as its request.
    setImmediate(() => {
      if (this.#running !== running) return;
      this.#finish(running);
      this.#parts.onReady(this);
    });
  }

  takeResponse(requestId: string, payload: string, rssKilobytes: number | undefined): void {
    const running = this.#running;
    if (running?.requestId !== requestId) return;
    running.saw(rssKilobytes);
    running.outcome ??=
      Buffer.byteLength(payload) > RESPONSE_LIMIT_BYTES
        ? { payload: responseTooLarge(RESPONSE_LIMIT_BYTES), failed: true }
        : { payload, failed: false };
  }

  takeError(requestId: string | undefined, payload: string): void {
    const running = this.#running;
    if (running === undefined || (requestId !== undefined && running.requestId !== requestId)) return;
    running.outcome ??= { payload, failed: true };
  }

  #deliver(running: RunningInvocation): void {
    const { definition, functionArn } = this.#parts;
    const timeoutMs = definition.timeoutSeconds * 1000;
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
    const { timeoutSeconds } = this.#parts.definition;
    running.tell(`${new Date().toISOString()} ${running.requestId} ${taskTimedOut(timeoutSeconds)}`);
    running.outcome ??= {
      payload: timedOut(running.requestId, timeoutSeconds),
      failed: true,
      status: 'timeout',
    };
    this.#kill();
  }

  #outgrow(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.outcome ??= {
      payload: outOfMemory(running.requestId),
      failed: true,
      status: 'error',
      errorType: 'Runtime.OutOfMemory',
    };
    this.#kill();
  }

  #kill(): void {
    this.#ending = true;
    this.#child.killGroup();
  }

  #end(code: number | null, signal: NodeJS.Signals | null): void {
    this.#ready = false;
    const running = this.#running;
    if (running !== undefined) {
      running.outcome ??= {
        payload: exited(running.requestId, code, signal),
        failed: true,
        status: 'error',
        errorType: 'Runtime.ExitError',
      };
      this.#finish(running);
    }
    this.#parts.onGone(this);
  }

  #finish(running: RunningInvocation): void {
    this.#running = undefined;
    this.#memory?.stop();
    running.saw(this.#memory?.peakKilobytes);
    running.finish(this.#initMs);
    this.#initMs = undefined;
  }
}

/** As AWS's Node.js runtime divides a function's memory: a tenth for young objects, the rest for those that stay. */
function heapFlags(memoryMegabytes: number): readonly string[] {
  const young = Math.floor(memoryMegabytes / 10);
  const semiSpace = Math.max(1, Math.floor(young / 2));
  return [`--max-semi-space-size=${semiSpace}`, `--max-old-space-size=${memoryMegabytes - young}`];
}
