import { accessSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import type { Instance } from '../kernel/ports.js';
import type { FunctionConfig, FunctionDefinition } from './function-config.js';

/** The function that a built bundle is. Throws when the bundle cannot be read. */
export function bundledFunction(config: FunctionConfig, instance: Instance): FunctionDefinition {
  const { name, bundlePath, handler = 'handler', environment, timeoutSeconds, memoryMegabytes } = config;
  accessSync(bundlePath);
  return {
    name,
    description: '',
    runtime: 'nodejs22.x',
    roleArn: `arn:aws:iam::${instance.accountId}:role/${name}`,
    handler: `${basename(bundlePath, extname(bundlePath))}.${handler}`,
    taskRoot: dirname(bundlePath),
    bundlePath,
    environment,
    timeoutSeconds,
    memoryMegabytes,
    modifiedAtMs: instance.clock.now(),
  };
}
