import { ConfigurationError, parseEnvironment } from '@sluice/config';
import { initialStatus, runProcessor } from './app.js';
import { configSchema, type Config } from './config.js';
import { createEnvironment } from './environment.js';
import { startHealthServer } from './health-server.js';

/** Kept of the stop timeout for settling what was given up. */
const settleSeconds = 5;

async function main(): Promise<void> {
  const config = readConfig();
  if (!config) return;
  const environment = createEnvironment(config, process.env);
  const { logger } = environment;
  const status = initialStatus(Date.now());
  const { server, port } = await startHealthServer(config.HEALTH_PORT, status);
  logger.info({ port }, 'health endpoint listens');

  const stop = new AbortController();
  const abort = new AbortController();
  const drain = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) return;
    logger.info({ signal }, 'draining');
    status.ready = false;
    stop.abort();
    const patience = Math.max(1, config.STOP_TIMEOUT_SECONDS - settleSeconds) * 1000;
    setTimeout(() => abort.abort(), patience).unref();
  };
  process.on('SIGTERM', drain);
  process.on('SIGINT', drain);

  await runProcessor(environment, status, { stop: stop.signal, abort: abort.signal });
  server.close();
  server.closeAllConnections();
  logger.info('drained');
  // The SDK's idle keep-alive sockets would hold the process for a while.
  process.exit(0);
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

/** The image alone cleans files too, with none of the service's variables. */
async function clean(): Promise<void> {
  const { cleanMain } = await import('@sluice/clean-command');
  await cleanMain(process.argv);
}

const run = process.argv[2] === 'clean' ? clean : main;
run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
