import type { ActiveClock } from './active-clock.js';

/** One thing that is under way: a file, a batch that is opened, a load, a call of the queue. */
export interface Activity {
  /** It got on: a call has come back, a step of it was done. */
  readonly progressed: () => void;
  readonly end: () => void;
}

/** What has been under way for long without getting on. */
export interface Standstill {
  readonly what: string;
  readonly seconds: number;
}

/** What the health endpoint tells of a lane. */
export interface LaneStatus {
  /** Messages received and not settled yet. */
  readonly held: number;
  readonly settled: number;
  /** When something of it last got on, ISO 8601 UTC. */
  readonly lastProgressAt: string;
}

/**
 * What a lane does, and whether it gets on. Each thing that is under way is watched by itself, so that one which hangs
 * is not hidden by others that go on.
 */
export class LaneActivity {
  held = 0;
  settled = 0;
  #lastProgressAt: Date;
  readonly #underWay = new Set<{ readonly what: string; readonly leaveSeconds: number; at: number }>();

  constructor(
    private readonly clock: ActiveClock,
    private readonly now: () => Date,
  ) {
    this.#lastProgressAt = now();
  }

  /** @param leaveSeconds how much longer than others it may take, because it waits by its nature */
  begin(what: string, leaveSeconds = 0): Activity {
    const one = { what, leaveSeconds, at: this.clock.seconds };
    this.#underWay.add(one);
    const progressed = (): void => {
      one.at = this.clock.seconds;
      this.#lastProgressAt = this.now();
    };
    return { progressed, end: () => (progressed(), void this.#underWay.delete(one)) };
  }

  /** Nothing was tried meanwhile, so nothing stood still. */
  excuse(): void {
    for (const one of this.#underWay) one.at = this.clock.seconds;
  }

  /** What has stood still for the longest time, if it is longer than so many seconds. */
  standstill(limitSeconds: number): Standstill | undefined {
    let longest: Standstill | undefined;
    for (const { what, leaveSeconds, at } of this.#underWay) {
      const seconds = this.clock.seconds - at;
      if (seconds > limitSeconds + leaveSeconds && seconds > (longest?.seconds ?? 0))
        longest = { what, seconds };
    }
    return longest;
  }

  status(): LaneStatus {
    return { held: this.held, settled: this.settled, lastProgressAt: this.#lastProgressAt.toISOString() };
  }
}
