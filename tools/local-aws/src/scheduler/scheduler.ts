import type { FunctionInvoker, Instance } from '../kernel/ports.js';

/** A rate schedule that invokes a function. */
export interface ScheduleConfig {
  readonly name: string;
  /** Real time, whatever the wait scale: it is a setting. At least 1. */
  readonly everySeconds: number;
  readonly functionArn: string;
  /** The function's event. */
  readonly payload: unknown;
}

/** EventBridge Scheduler, in process. */
export interface Scheduler {
  /** First after one interval, then at each. Throws for a name that exists already. */
  createSchedule(config: ScheduleConfig): void;
  deleteSchedule(name: string): boolean;
  close(): void;
}

export function createScheduler(
  instance: Instance,
  ports: { readonly functions: FunctionInvoker },
): Scheduler {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    createSchedule: ({ name, everySeconds, functionArn, payload }) => {
      if (timers.has(name)) throw new Error(`There is a schedule ${name} already.`);
      if (!(everySeconds >= 1)) throw new RangeError('everySeconds must be at least 1.');
      const fire = () => {
        ports.functions.invokeEvent(functionArn, payload).catch((error: unknown) => {
          instance.warn(`schedule ${name}: ${String(error)}`);
        });
      };
      timers.set(name, setInterval(fire, everySeconds * 1000));
    },
    deleteSchedule: (name) => {
      clearInterval(timers.get(name));
      return timers.delete(name);
    },
    close: () => {
      for (const timer of timers.values()) clearInterval(timer);
      timers.clear();
    },
  };
}
