import { createInterface } from 'node:readline';
import { startInstance } from '../kernel/instance.testing.js';
import { createS3 } from './s3.js';

/**
 * A program of its own: serves S3 alone and prints where. For each line that it is sent it prints how much memory it
 * held at most since the line before, in bytes; it ends with its input.
 */
async function main(): Promise<void> {
  const local = await startInstance((instance) => [
    createS3(instance, {
      queues: { send: async () => undefined },
      functions: { invokeEvent: async () => undefined },
    }),
  ]);
  let peakBytes = 0;
  const look = () => void (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
  const timer = setInterval(look, 10);
  process.stdout.write(`${local.listener.endpoint}\n`);
  for await (const _ of createInterface(process.stdin)) {
    look();
    process.stdout.write(`${peakBytes}\n`);
    peakBytes = 0;
  }
  clearInterval(timer);
  await local.stop();
}

void main();
