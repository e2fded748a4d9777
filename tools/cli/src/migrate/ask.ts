import { createInterface } from 'node:readline/promises';
import type { Confirm } from './migrate.js';

/** Asks on the terminal; undefined where there is none. Anything but yes is no. */
export function terminalConfirm(): Confirm | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return async (question, signal) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    // The line editor takes Ctrl-C for itself.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    try {
      return /^y(es)?$/i.test((await lines.question(question, { signal })).trim());
    } finally {
      lines.close();
    }
  };
}
