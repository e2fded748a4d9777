import { createKinesis } from '../kinesis/kinesis.js';
import { collectingPorts, testInstance } from '../processes/process-host.testing.js';
import { createLambda } from '../lambda/lambda.js';
import { createEcs } from './ecs.js';

/**
 * A program of its own: starts a function that spins and a task that ignores SIGTERM, prints their process ids,
 * and waits to be killed. Its argument is the runtime folder.
 */
async function main(runtimeDirectory: string): Promise<void> {
  const instance = await testInstance();
  const ports = collectingPorts();
  const lambda = createLambda(instance, { streams: createKinesis(instance), ...ports }, { runtimeDirectory });
  const ecs = await createEcs(instance, ports, { runtimeDirectory });
  const spins = await instance.bundle('spins.cjs', 'exports.handler = async () => { for (;;); };');
  const stays = await instance.bundle(
    'stays.cjs',
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);",
  );
  const { arn } = lambda.createFunction({
    name: 'spins',
    bundlePath: spins,
    environment: {},
    timeoutSeconds: 600,
    memoryMegabytes: 128,
  });
  const service = ecs.runService({
    name: 'stays',
    bundlePath: stays,
    environment: {},
    desiredCount: 1,
    stopTimeoutSeconds: 0.2,
  });
  await lambda.invokeEvent(arn, {});
  const timer = setInterval(() => {
    const pids = [lambda.functions()[0]?.environments[0]?.pid, service.tasks()[0]?.pid];
    if (pids.includes(undefined)) return;
    clearInterval(timer);
    process.stdout.write(`${JSON.stringify({ pids, folder: instance.dataDirectory })}\n`);
  }, 20);
}

await main(process.argv[2] ?? '');
