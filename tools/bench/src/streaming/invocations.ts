import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { makeSample, type SampleSettings } from './sample-event.js';
import { startSink } from './sink-server.js';
import { handlerEnvironment } from './start-up.js';

/** After a collection of garbage. */
export interface MemorySample {
  /** So far. */
  readonly invocations: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

export interface Invocations {
  readonly samples: readonly MemorySample[];
  /** All together, start included. */
  readonly wallMs: number;
  /** That the queue took. */
  readonly messages: number;
}

export interface InvocationTask {
  readonly handler: string;
  readonly sample: SampleSettings;
  readonly invocations: number;
}

/** Looks at the memory so often in all. */
const looks = 50;

/** The built handler, invoked again and again in one process against a sink. */
export async function measureInvocations(
  bundle: string,
  task: Omit<InvocationTask, 'handler'> & { readonly bundleFolder: string },
): Promise<Invocations> {
  const sink = await startSink();
  try {
    const { bundleFolder, ...rest } = task;
    const startedAt = performance.now();
    const child = fork(
      bundle,
      ['invoke', JSON.stringify({ ...rest, handler: join(bundleFolder, 'handler.cjs') })],
      {
        execArgv: ['--expose-gc'],
        env: { PATH: process.env['PATH'], ...handlerEnvironment(sink.endpoint) },
        // What the handler logs is not read.
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [samples] = (await Promise.race([
      once(child, 'message'),
      exited.then(([code]) => {
        throw new Error(`the handler's process ended with ${code}`);
      }),
    ])) as [readonly MemorySample[]];
    await exited;
    return { samples, wallMs: performance.now() - startedAt, messages: sink.messages() };
  } finally {
    await sink.close();
  }
}

export type Handle = (
  event: unknown,
  context: { readonly awsRequestId: string; getRemainingTimeInMillis(): number },
) => Promise<{ readonly batchItemFailures: readonly unknown[] }>;

/** The other side. */
export async function invokeHandler({ handler: path, sample, invocations }: InvocationTask): Promise<void> {
  const { handler } = (await import(path)) as { readonly handler: Handle };
  const samples = await invokeAgainAndAgain(handler, makeSample(sample).event, invocations);
  process.send?.(samples, () => process.disconnect());
}

/**
 * Looks at the memory now and then.
 * @throws {Error} when an invocation left anything undelivered
 */
export async function invokeAgainAndAgain(
  handle: Handle,
  event: object,
  invocations: number,
): Promise<readonly MemorySample[]> {
  // Each invocation gets an event of its own, as Lambda parses one.
  const json = JSON.stringify(event);
  const every = Math.max(1, Math.floor(invocations / looks));
  const samples: MemorySample[] = [];
  for (let count = 1; count <= invocations; count++) {
    const { batchItemFailures } = await handle(JSON.parse(json), {
      awsRequestId: 'bench',
      getRemainingTimeInMillis: () => 60_000,
    });
    if (batchItemFailures.length > 0) throw new Error(`invocation ${count} did not deliver everything`);
    if (count % every !== 0) continue;
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    samples.push({ invocations: count, heapBytes: heapUsed, residentBytes: rss });
  }
  return samples;
}
