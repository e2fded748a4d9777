import { runProcessor } from './app.js';
import type { Environment } from './environment.js';
import { Halts } from './halts/halts.js';
import { unmetPreconditions } from './halts/preconditions.js';
import { startHealthServer } from './health/health-server.js';
import type { Standstill } from './health/lane-activity.js';
import { pause } from './pause.js';
import { ProcessorHealth } from './health/processor-health.js';
import { startWatchdog } from './health/watchdog.js';

/** What the process ends with; 1 and 2 are those of `main.ts`. */
export const drainedCode = 0;
/** EX_SOFTWARE of sysexits: something stood still, and another process has to take its place. */
export const wedgedCode = 70;

/** Kept of the stop timeout for settling what was given up; the last of it for the process to end by itself. */
const settleSeconds = 5;
const exitSeconds = 1;

/** A processor in a process of its own, from its start until the process may end. */
export interface Processor {
  /**
   * Works until told to stop, or until it is wedged. Resolves with the exit code, at the latest when the time that is
   * kept for settling is nearly over.
   * @throws {HealthPortError}
   */
  run(): Promise<typeof drainedCode | typeof wedgedCode>;
  /** Stops receiving; what is held is finished, or released where there is no time. Again: nothing more. */
  stop(why: string): void;
}

export function createProcessor(environment: Environment): Processor {
  const { config, logger, metrics, now } = environment;
  const stop = new AbortController();
  const abort = new AbortController();
  const halts = new Halts({
    ask: (signal) => unmetPreconditions(environment, signal),
    ...haltTimes(config.BACKOFF_BASE_SECONDS, config.BACKOFF_MAX_SECONDS),
    stop: stop.signal,
    logger,
    metrics,
  });
  const lookSeconds = Math.min(5, config.WEDGED_AFTER_SECONDS / 20);
  const health = new ProcessorHealth(now, lookSeconds, () => halts.reason);
  let patience: NodeJS.Timeout | undefined;

  const giveUp = (): void => {
    clearTimeout(patience);
    abort.abort(new Error('the process gives up what it holds'));
  };

  const stopReceiving = (): void => {
    health.phase = 'stopping';
    stop.abort(new Error('the process stops'));
  };

  const onWedged = (lane: string, { what, seconds }: Standstill): void => {
    health.wedged = `${lane}: ${what}`;
    /** Processes that ended themselves because something under way did not get on. */
    metrics.count('Wedged', 1);
    logger.fatal(
      { lane, what, seconds: Math.round(seconds) },
      'wedged: this process gives up what it holds and ends, for another to take its place',
    );
    stopReceiving();
    giveUp();
  };

  return {
    async run() {
      const server = await startHealthServer(config.HEALTH_PORT, health);
      logger.info({ port: server.port }, 'health endpoint listens');
      const watchdog = startWatchdog({
        lanes: health.lanes,
        clock: health.clock,
        wedgedAfterSeconds: config.WEDGED_AFTER_SECONDS,
        lookMilliseconds: lookSeconds * 1000,
        isHalted: () => halts.reason !== undefined,
        onWedged,
      });
      const ended = new AbortController();
      try {
        const worked = runProcessor({
          environment,
          halts,
          health,
          signals: { stop: stop.signal, abort: abort.signal },
        }).then(() => 'drained' as const);
        const end = await Promise.race([worked, outOfTime(abort.signal, ended.signal)]);
        logger.info(end === 'drained' ? 'drained' : 'ended with work under way: it was given up');
        return health.wedged === undefined ? drainedCode : wedgedCode;
      } finally {
        ended.abort();
        clearTimeout(patience);
        watchdog.stop();
        server.close();
      }
    },
    stop(why) {
      if (stop.signal.aborted) return;
      logger.info({ signal: why }, 'draining');
      stopReceiving();
      const seconds = Math.max(1, config.STOP_TIMEOUT_SECONDS - settleSeconds);
      patience = setTimeout(giveUp, seconds * 1000);
      patience.unref();
    },
  };
}

/** Resolves some time after everything was given up: a call that does not come back must not keep the process. */
async function outOfTime(abort: AbortSignal, ended: AbortSignal): Promise<'out of time'> {
  await new Promise((resolve) => {
    if (abort.aborted) resolve(undefined);
    abort.addEventListener('abort', resolve, { once: true });
  });
  await pause((settleSeconds - exitSeconds) * 1000, ended);
  return 'out of time';
}

/** How halts are timed, by how long things wait in this deployment: pauses up to a minute, the metric twice as often. */
const haltTimes = (baseSeconds: number, maxSeconds: number) => ({
  firstPauseMilliseconds: Math.min(0.5, baseSeconds) * 1000,
  longestPauseMilliseconds: Math.min(60, maxSeconds) * 1000,
  metricMilliseconds: Math.min(30, Math.max(1, baseSeconds)) * 1000,
});
