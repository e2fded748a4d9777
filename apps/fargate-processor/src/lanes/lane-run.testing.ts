import { expect, vi } from 'vitest';
import type { TestEnvironment } from '../environment.testing.js';
import { Halts } from '../halts/halts.js';
import type { UnmetPrecondition } from '../halts/preconditions.js';
import { ActiveClock } from '../health/active-clock.js';
import { LaneActivity } from '../health/lane-activity.js';
import { Company } from './company.js';
import type { LaneRun } from './lane.js';

/** A lane at work on an environment in memory. */
export interface RunningLane {
  readonly activity: LaneActivity;
  readonly halts: Halts;
  readonly stop: () => void;
  readonly abort: () => void;
  /** Resolves when the lane has ended. */
  readonly ended: Promise<void>;
}

/** @param unmet what does not hold whenever the preconditions are asked; by default all of them hold */
export function startLane(
  runLane: (run: LaneRun) => Promise<void>,
  environment: TestEnvironment,
  unmet: () => readonly UnmetPrecondition[] = () => [],
  company = new Company(),
): RunningLane {
  const stop = new AbortController();
  const abort = new AbortController();
  const halts = new Halts({
    ask: async () => unmet(),
    firstPauseMilliseconds: 2,
    longestPauseMilliseconds: 10,
    metricMilliseconds: 1000,
    stop: stop.signal,
    logger: environment.logger,
    metrics: environment.metrics,
  });
  const activity = new LaneActivity(new ActiveClock(1), () => new Date());
  const signals = { stop: stop.signal, abort: abort.signal };
  return {
    activity,
    halts,
    stop: () => stop.abort(new Error('stop')),
    abort: () => abort.abort(new Error('abort')),
    ended: runLane({ environment, halts, activity, company, signals }),
  };
}

export const until = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 10_000, interval: 5 });

/** Runs the lane until this holds, then stops it; nothing may be held any more. */
export async function runLaneUntil(
  runLane: (run: LaneRun) => Promise<void>,
  environment: TestEnvironment,
  done: () => void,
): Promise<RunningLane> {
  const lane = startLane(runLane, environment);
  await until(done);
  lane.stop();
  await lane.ended;
  expect(lane.activity.held).toBe(0);
  return lane;
}

/** A lane that does nothing by itself, and is never halted. */
export function idleRun(environment: TestEnvironment): Omit<LaneRun, 'signals'> {
  const run = startLane(() => Promise.resolve(), environment);
  return { environment, halts: run.halts, activity: run.activity, company: new Company() };
}
