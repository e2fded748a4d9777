import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StackContext } from './stack-context.js';

const pollMilliseconds = 50;

/** The processor did not begin to poll in time. Its log says why. */
export class ProcessorNotReadyError extends Error {
  override readonly name = 'ProcessorNotReadyError';

  constructor(
    readonly logPath: string,
    readonly waitedSeconds: number,
  ) {
    super(`the processor was not ready after ${waitedSeconds} s: see ${logPath}`);
  }
}

/** Where the first task's output goes. */
export const processorLog = ({ aws, names }: Pick<StackContext, 'aws' | 'names'>): string =>
  join(aws.instance.dataDirectory, 'logs', 'ecs', `${names.processor}-1.log`);

/** Size of a log before its process starts, because logs go on over runs; 0 when there is none. */
export const logSize = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/**
 * Resolves when the processor answers that it polls. Its port is any free one, which its log names, from
 * `logOffset` on. Throws `ProcessorNotReadyError`.
 */
export async function untilProcessorReady(
  logPath: string,
  logOffset: number,
  timeoutSeconds: number,
  signal?: AbortSignal,
): Promise<{ healthUrl: string }> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  while (Date.now() < deadline) {
    const port = await healthPort(logPath, logOffset);
    const healthUrl = `http://127.0.0.1:${port}`;
    if (port !== undefined && (await answersOk(`${healthUrl}/readyz`))) return { healthUrl };
    await delay(pollMilliseconds, undefined, { signal });
  }
  throw new ProcessorNotReadyError(logPath, timeoutSeconds);
}

/** The newest that the log names: a task that crashed and was replaced has another. */
async function healthPort(logPath: string, offset: number): Promise<number | undefined> {
  const text = await readFrom(logPath, offset);
  const ports = text.split('\n').flatMap((line) => {
    try {
      const { port } = JSON.parse(line) as { port?: unknown };
      return typeof port === 'number' ? [port] : [];
    } catch {
      // Half written, or not a log line.
      return [];
    }
  });
  return ports.at(-1);
}

async function readFrom(path: string, offset: number): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    await file.read(buffer, 0, buffer.length, offset);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}

const answersOk = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
