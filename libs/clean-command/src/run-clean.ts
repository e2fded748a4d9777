import { readOptions, type CleanArguments } from './clean-options.js';
import { clean } from './clean.js';
import { describeFailure, exitCodes } from './describe-failure.js';
import type { Interrupt } from './interrupt.js';
import { createProgress } from './terminal/progress.js';
import { outcomeJson, outcomeText, printable } from './terminal/tell-outcome.js';

/** The edge: runs the command against the real process and gives its exit code. Never throws. */
export async function runClean(given: CleanArguments, interrupt: Interrupt): Promise<number> {
  const isDebugging = Boolean(process.env['SLUICE_DEBUG']);
  if (!isDebugging) silenceWarnings();
  const progress = createProgress(process.stderr, Date.now);
  try {
    const options = readOptions(given);
    const outcome = await clean(options, {
      environment: process.env,
      signal: interrupt.signal,
      progress,
      now: () => performance.now(),
    });
    progress.stop();
    if (options.json && outcome.rejected > 0 && process.stderr.isTTY)
      process.stderr.write(`rejects: ${printable(outcome.rejects)}\n`);
    process.stdout.write(`${options.json ? outcomeJson(outcome) : outcomeText(outcome)}\n`);
    return exitCodes.done;
  } catch (error) {
    progress.stop();
    const interrupted = interrupt.exitCode();
    const { line, exitCode } =
      interrupted === undefined ? describeFailure(error) : { line: 'interrupted.', exitCode: interrupted };
    process.stderr.write(`sluice: ${oneLine(line)}\n`);
    if (isDebugging && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCode;
  }
}

const longestLine = 1000;

/** Names in it may hold anything. */
const oneLine = (text: string): string => printable(text).slice(0, longestLine);

/** Standard error says what went wrong, and nothing else. */
function silenceWarnings(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  process.removeAllListeners('warning');
}
