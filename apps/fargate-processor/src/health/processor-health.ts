import { ActiveClock } from './active-clock.js';
import { LaneActivity, type LaneStatus } from './lane-activity.js';

/** What the health endpoint tells. */
export interface ProcessorStatus {
  /** `starting` until the preconditions held first; `stopping` once told to. */
  readonly status: 'starting' | 'polling' | 'halted' | 'stopping' | 'wedged';
  readonly lanes: Readonly<Record<'files' | 'rows', LaneStatus>>;
  /** What does not hold, while halted. */
  readonly halted?: string;
  /** What stands still, once wedged. */
  readonly wedged?: string;
}

/** What the processor is doing, for whoever asks. */
export class ProcessorHealth {
  readonly clock: ActiveClock;
  readonly lanes: Readonly<Record<'files' | 'rows', LaneActivity>>;
  phase: 'starting' | 'polling' | 'stopping' = 'starting';
  wedged: string | undefined;

  constructor(
    now: () => Date,
    tickSeconds: number,
    private readonly haltReason: () => string | undefined,
  ) {
    this.clock = new ActiveClock(2 * tickSeconds);
    this.lanes = { files: new LaneActivity(this.clock, now), rows: new LaneActivity(this.clock, now) };
  }

  get isAlive(): boolean {
    return this.wedged === undefined;
  }

  get isReady(): boolean {
    return this.isAlive && this.phase === 'polling' && this.haltReason() === undefined;
  }

  status(): ProcessorStatus {
    const halted = this.haltReason();
    const { files, rows } = this.lanes;
    return {
      status:
        this.wedged !== undefined
          ? 'wedged'
          : halted === undefined || this.phase === 'stopping'
            ? this.phase
            : 'halted',
      lanes: { files: files.status(), rows: rows.status() },
      ...(halted === undefined ? {} : { halted }),
      ...(this.wedged === undefined ? {} : { wedged: this.wedged }),
    };
  }
}
