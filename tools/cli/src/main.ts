import { CommanderError } from 'commander';
import { describeBrokenContract } from './contract/describe-broken-contract.js';
import { catchInterrupts } from './interrupt.js';

// The SDK announces on standard error that it will leave Node 20 behind; its version here is pinned.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const interrupt = catchInterrupts();

/** Of a command that ended; the process leaves then, whatever idle connections the SDK still keeps. */
async function run(argv: readonly string[]): Promise<number> {
  const outcome = { exitCode: 0 };
  try {
    // Loaded here: a contract that cannot be defined fails where its module is loaded.
    const { buildProgram } = await import('./program.js');
    await buildProgram(interrupt, outcome).parseAsync([...argv]);
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const interrupted = interrupt.exitCode();
    if (interrupted !== undefined) {
      process.stderr.write('sluice: interrupted.\n');
      return interrupted;
    }
    const brokenContract = describeBrokenContract(error);
    if (brokenContract !== undefined) {
      process.stderr.write(`sluice: ${brokenContract}\n`);
      return 1;
    }
    const { describeError } = await import('./describe-error.js');
    const { line, exitCode } = describeError(error, endpointOf(argv));
    process.stderr.write(`sluice: ${line}\n`);
    if (process.env['SLUICE_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return exitCode;
  }
}

function endpointOf(argv: readonly string[]): string | undefined {
  const at = argv.indexOf('--endpoint');
  return at >= 0 ? argv[at + 1] : process.env['AWS_ENDPOINT_URL'];
}

/** Output may still be on its way into a pipe. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => void stream.write('', () => resolve()));

// Whoever reads may have had enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void run(process.argv).then(async (exitCode) => {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(exitCode);
});
