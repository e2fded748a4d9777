import { ConfigurationError, parseEnvironment } from '@sluice/config';
import { configSchema, type Config } from './config.js';
import { createEnvironment } from './environment.js';
import { createProcessor } from './processor.js';

async function serve(): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const processor = createProcessor(createEnvironment(config, process.env));
  process.on('SIGTERM', processor.stop);
  process.on('SIGINT', processor.stop);
  const code = await processor.run();
  // The SDK's idle keep-alive sockets would hold the process for a while.
  process.exit(code);
}

function readConfig(): Config | undefined {
  try {
    return parseEnvironment(configSchema, process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

/** What the image does beside its service, with none of the service's variables; loaded only then. */
const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  clean: async () => (await import('@sluice/clean-command')).cleanMain(process.argv),
  sweep: async () => (await import('@sluice/sweep-command')).sweepMain(process.argv, process.env),
};

const run = commands[process.argv[2] ?? ''] ?? serve;
run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
