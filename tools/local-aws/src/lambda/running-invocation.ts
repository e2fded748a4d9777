import type { ProcessLog } from '../processes/process-log.js';
import type { FunctionDefinition, InvocationResult } from './function-config.js';

const LOG_TAIL_BYTES = 4_096;

/** How an invocation ended, before it is told to whoever asked. */
export interface Outcome {
  /** The handler's answer or the error, as JSON. */
  readonly payload: string;
  readonly failed: boolean;
  /** As the report names it: set for what the handler itself could not answer. */
  readonly status?: 'timeout' | 'error';
  /** Set with the status `error`. */
  readonly errorType?: string;
}

/** One invocation in an execution environment: what it was given, what it said, how it ended. */
export class RunningInvocation {
  outcome: Outcome | undefined;
  #rssKilobytes: number | undefined;
  timer: NodeJS.Timeout | undefined;
  /** Unset while the environment initialises. */
  deliveredAtMs: number | undefined;
  readonly #lines: string[] = [];

  constructor(
    readonly requestId: string,
    readonly payload: string,
    private readonly definition: FunctionDefinition,
    private readonly log: ProcessLog,
    private readonly settle: (result: InvocationResult) => void,
  ) {
    this.tell(`START RequestId: ${requestId} Version: $LATEST`);
  }

  /** What the process wrote; it stands in the log already. */
  hear(line: string): void {
    this.#lines.push(line);
  }

  /** To the log, and to the tail of it that whoever invokes may ask for. */
  tell(line: string): void {
    this.log.line(line);
    this.#lines.push(line);
  }

  saw(kilobytes: number | undefined): void {
    if (kilobytes === undefined) return;
    this.#rssKilobytes = Math.max(this.#rssKilobytes ?? 0, kilobytes);
  }

  /** `initMs` is set in the first invocation of an environment alone. */
  finish(initMs: number | undefined): void {
    clearTimeout(this.timer);
    const { requestId, outcome } = this;
    const report = this.#report(initMs);
    this.tell(`END RequestId: ${requestId}`);
    this.tell(report);
    this.settle({
      requestId,
      payload: outcome?.payload ?? 'null',
      ...(outcome?.failed ? { functionError: 'Unhandled' as const } : {}),
      logTail: tailOf(this.#lines),
    });
  }

  #report(initMs: number | undefined): string {
    const durationMs = this.deliveredAtMs === undefined ? 0 : Date.now() - this.deliveredAtMs;
    const { memoryMegabytes } = this.definition;
    const fields = [
      `REPORT RequestId: ${this.requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(durationMs)} ms`,
      `Memory Size: ${memoryMegabytes} MB`,
    ];
    if (this.#rssKilobytes !== undefined) {
      // A process is ended a moment after it exceeded its limit; AWS never reports more than there is.
      const megabytes = Math.min(Math.ceil(this.#rssKilobytes / 1024), memoryMegabytes);
      fields.push(`Max Memory Used: ${megabytes} MB`);
    }
    if (initMs !== undefined) fields.push(`Init Duration: ${initMs.toFixed(2)} ms`);
    const { status, errorType } = this.outcome ?? {};
    if (status !== undefined) fields.push(`Status: ${status}`);
    if (errorType !== undefined) fields.push(`Error Type: ${errorType}`);
    return fields.join('\t');
  }
}

function tailOf(lines: readonly string[]): string {
  const text = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return text.subarray(-LOG_TAIL_BYTES).toString('utf8');
}
