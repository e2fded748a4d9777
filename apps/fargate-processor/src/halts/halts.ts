import type { Logger, Metrics } from '@sluice/logging';
import type { UnmetPrecondition } from './preconditions.js';
import { suspicionOf } from './suspect-faults.js';
import { pause } from '../pause.js';
import { WaitingLine } from '../waiting-line.js';

/** The process stops while it is halted, or asks whether it is: the message is given back as it came. */
export class StoppedWhileHaltedError extends Error {
  override readonly name = 'StoppedWhileHaltedError';

  constructor() {
    super('told to stop while halted');
  }
}

export interface HaltsOptions {
  /** What does not hold of the preconditions; must not throw. */
  readonly ask: (signal: AbortSignal) => Promise<readonly UnmetPrecondition[]>;
  /** Between two askings while halted: grows from the first to the longest. */
  readonly firstPauseMilliseconds: number;
  readonly longestPauseMilliseconds: number;
  /** How often the metric says that it is halted. */
  readonly metricMilliseconds: number;
  readonly stop: AbortSignal;
  readonly logger: Pick<Logger, 'warn' | 'error' | 'info'>;
  readonly metrics: Pick<Metrics, 'count'>;
}

/**
 * `halted`: the preconditions do not hold. `probing`: they hold again, and one step is tried before the others. A halt
 * lasts until that is done.
 */
type State = 'open' | 'halted' | 'probing';

/**
 * Stands between the lanes and what they share. While halted nothing is received and nothing begun; what is held stays
 * held, so that an outage of hours burns no message's receives. A halt is decided by the preconditions, never by one
 * message's fault.
 */
export class Halts {
  #state: State = 'open';
  #open = new AbortController();
  #why: readonly string[] = [];
  #since = 0;
  #pause: number;
  #asking: Promise<boolean> | undefined;
  #metric: NodeJS.Timeout | undefined;
  readonly #steps = new WaitingLine();
  readonly #receivers = new WaitingLine();

  constructor(private readonly options: HaltsOptions) {
    this.#pause = options.firstPauseMilliseconds;
    options.stop.addEventListener('abort', () => this.#steps.rejectAll(new StoppedWhileHaltedError()));
  }

  /** What does not hold; undefined when not halted. */
  get reason(): string | undefined {
    return this.#state === 'open' ? undefined : this.#why.join('; ');
  }

  /** Aborted when a halt begins; another one when it is over. */
  get whileOpen(): AbortSignal {
    return this.#open.signal;
  }

  get #isHalted(): boolean {
    return this.#state === 'halted';
  }

  /** Asks the preconditions for the first time; resolves when they hold, with false when told to stop before. */
  async begin(): Promise<boolean> {
    const unmet = await this.options.ask(this.options.stop);
    if (this.options.stop.aborted) return false;
    if (unmet.length > 0) {
      this.#halt(unmet);
      await this.untilOver(this.options.stop);
    }
    return !this.options.stop.aborted;
  }

  /** Resolves when nothing is halted, or the signal ends it. */
  async untilOver(signal: AbortSignal): Promise<void> {
    if (this.#state !== 'open' && !signal.aborted)
      await this.#receivers.wait(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
  }

  /**
   * Runs a step of the work on something held. When it fails with what could be everybody's fault, and the
   * preconditions do not hold either, it waits until they do and is run again, so it must be one that may.
   * @throws what the step throws, when that is its own; the signal's reason; {StoppedWhileHaltedError}
   */
  async run<T>(step: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const isProbe = await this.#pass(signal);
      try {
        return await step();
      } catch (error) {
        if (signal.aborted || !(await this.#haltsFor(error))) throw error;
      } finally {
        if (isProbe) this.#probed();
      }
    }
  }

  /** @returns whether it is the one that is tried first */
  async #pass(signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    if (this.#state === 'open') return false;
    if (this.options.stop.aborted) throw new StoppedWhileHaltedError();
    return this.#steps.wait(signal);
  }

  /** Whether the work on something that failed so has to wait. */
  async #haltsFor(error: unknown): Promise<boolean> {
    const suspicion = suspicionOf(error);
    // Who is about to stop starts no inquiry: its message goes the way of any fault of the environment.
    if (suspicion === undefined || this.options.stop.aborted) return false;
    if (this.#isHalted) return true;
    this.options.logger.info({ err: error, suspicion }, 'asking the preconditions');
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #ask(): Promise<boolean> {
    const unmet = await this.options.ask(this.options.stop);
    // Not known any more: it is given back rather than given up.
    if (this.options.stop.aborted) throw new StoppedWhileHaltedError();
    if (unmet.length > 0 && !this.#isHalted) this.#halt(unmet);
    return this.#isHalted;
  }

  #halt(unmet: readonly UnmetPrecondition[]): void {
    const { metrics, metricMilliseconds, stop } = this.options;
    if (this.#state === 'open') {
      this.#since = performance.now();
      /** 1 at least every half minute while halted, 0 once when the halt is over. */
      metrics.count('Halted', 1);
      // Alarms and the redrive's guard look at the last few minutes only.
      this.#metric = setInterval(() => metrics.count('Halted', 1), metricMilliseconds);
      this.#metric.unref();
      stop.addEventListener('abort', this.#stopMetric);
    }
    this.#state = 'halted';
    this.#open.abort();
    this.#tell(unmet);
    void this.#recover();
  }

  #tell(unmet: readonly UnmetPrecondition[]): void {
    this.#why = unmet.map(({ what, detail }) => `${what}: ${detail}`);
    for (const { what, fields } of unmet) this.options.logger.error({ ...fields }, `halted: ${what}`);
  }

  async #recover(): Promise<void> {
    const { ask, stop, longestPauseMilliseconds } = this.options;
    for (;;) {
      await pause(this.#pause, stop);
      if (stop.aborted) return;
      this.#pause = Math.min(2 * this.#pause, longestPauseMilliseconds);
      const unmet = await ask(stop);
      if (stop.aborted) return;
      if (unmet.length === 0) break;
      this.#tell(unmet);
    }
    this.#state = 'probing';
    // The line is in the order of coming: the first is who met the fault.
    if (this.#steps.resolveFirst(true)) this.options.logger.info('the preconditions hold: trying one');
    else this.#probed();
  }

  /** The one that was tried has ended. Unless it halted again, the halt is over. */
  #probed(): void {
    if (this.#state !== 'probing') return;
    this.#state = 'open';
    this.#open = new AbortController();
    this.#pause = this.options.firstPauseMilliseconds;
    this.#stopMetric();
    this.options.metrics.count('Halted', 0);
    const seconds = Math.round((performance.now() - this.#since) / 1000);
    this.options.logger.info({ seconds }, 'halt is over');
    this.#steps.resolveAll(false);
    this.#receivers.resolveAll(false);
  }

  readonly #stopMetric = (): void => {
    clearInterval(this.#metric);
    this.options.stop.removeEventListener('abort', this.#stopMetric);
  };
}
