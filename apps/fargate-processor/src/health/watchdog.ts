import type { ActiveClock } from './active-clock.js';
import type { LaneActivity, Standstill } from './lane-activity.js';

export interface WatchdogOptions {
  readonly lanes: Readonly<Record<'files' | 'rows', LaneActivity>>;
  readonly clock: ActiveClock;
  readonly wedgedAfterSeconds: number;
  readonly lookMilliseconds: number;
  /** While it is true nothing is begun, and nothing is expected to get on. */
  readonly isHalted: () => boolean;
  /** Told once. */
  readonly onWedged: (lane: 'files' | 'rows', standstill: Standstill) => void;
}

/** Looks whether every lane gets on with what it does; ends with the first that does not. */
export function startWatchdog(options: WatchdogOptions): { stop(): void } {
  const { lanes, clock, wedgedAfterSeconds, lookMilliseconds, isHalted, onWedged } = options;
  const timer = setInterval(() => {
    clock.tick();
    for (const [name, lane] of Object.entries(lanes) as ['files' | 'rows', LaneActivity][]) {
      if (isHalted()) lane.excuse();
      const standstill = lane.standstill(wedgedAfterSeconds);
      if (!standstill) continue;
      clearInterval(timer);
      return onWedged(name, standstill);
    }
  }, lookMilliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
