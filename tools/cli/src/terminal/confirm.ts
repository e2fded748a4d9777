import { createInterface } from 'node:readline/promises';

/** What a person, or nobody, answers. */
export type Confirm = (question: string, signal: AbortSignal) => Promise<boolean>;

/** Of a command that showed what it would do, and did not do it. */
export const notRunExitCode = 3;

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

/** Whether to go on: `yes` was given, or somebody says so. With `json` nobody is asked: its output is for programs. */
export const isConfirmed = async (
  question: string,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
  confirm: Confirm | undefined,
  signal: AbortSignal,
): Promise<boolean> =>
  yes || (!json && confirm !== undefined && (await confirm(`${question} [y/N] `, signal)));
