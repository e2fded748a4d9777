import { setTimeout as delay } from 'node:timers/promises';
import { usageError } from '../cli-error.js';
import { describeError } from '../describe-error.js';
import type { Interrupt } from '../interrupt.js';
import type { Target } from '../target/resolve-target.js';
import { statusOf, type Status, type StatusSource } from './collect-status.js';
import { describeStatus } from './describe-status.js';
import { createScreen } from './screen.js';

export interface StatusOptions {
  readonly json: boolean;
  /** Asks the warehouse as well, which wakes it. */
  readonly ledger: boolean;
  readonly watch: boolean;
  /** Seconds between two looks of `watch`. Default: 5. */
  readonly interval?: number | undefined;
}

const usualIntervalSeconds = 5;

/**
 * Tells how a deployment is, once or until it is interrupted.
 * @returns the exit code: 0 all told, 1 a part could not be asked, 130 or 143 interrupted
 */
export async function status(
  options: StatusOptions,
  target: () => Promise<Target>,
  interrupt: Interrupt,
): Promise<number> {
  const { json, ledger, watch, interval = usualIntervalSeconds } = options;
  if (options.interval !== undefined && !watch) throw usageError('--interval is of --watch');
  const deployment = await target();
  const source = statusOf(deployment);
  const mostRedrives = deployment.topology.redrive.maxTasksPerWindow;
  const textOf = (found: Status) => (json ? JSON.stringify(found) : describeStatus(found, { mostRedrives }));
  if (!watch) {
    const found = await source.collect(ledger);
    process.stdout.write(`${textOf(found)}\n`);
    return found.unavailable.length === 0 ? 0 : 1;
  }
  const screen = json
    ? { show: (text: string) => void process.stdout.write(`${text}\n`) }
    : createScreen(process.stdout);
  const { signal } = interrupt;
  for (let looks = 0; !signal.aborted; looks++) {
    const text = await Promise.race([
      look(source, ledger, looks === 0, deployment.endpoint).then((found) =>
        typeof found === 'string' ? found : textOf(found),
      ),
      interrupt.arrived,
    ]);
    if (text === undefined) break;
    screen.show(text);
    await delay(interval * 1_000, undefined, { signal }).catch(() => undefined);
  }
  return interrupt.exitCode() ?? 0;
}

/** A deployment that answers no longer may answer again: that is told, and looked at once more. */
async function look(
  source: StatusSource,
  ledger: boolean,
  isFirst: boolean,
  endpoint: string | undefined,
): Promise<Status | string> {
  try {
    return await source.collect(ledger);
  } catch (error) {
    if (isFirst) throw error;
    return `${new Date().toISOString()} ${describeError(error, endpoint).line}`;
  }
}
