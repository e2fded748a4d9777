import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { handlerOf } from './environment-variables.js';
import type { LambdaFunction } from './lambda-function.js';

/** A function as `GetFunction` and `GetFunctionConfiguration` describe it. */
export function functionConfiguration({ arn, config }: LambdaFunction): object {
  const bundle = readFileSync(config.bundlePath);
  return {
    FunctionName: config.name,
    FunctionArn: arn,
    Runtime: 'nodejs22.x',
    Handler: handlerOf(config),
    CodeSize: bundle.length,
    CodeSha256: createHash('sha256').update(bundle).digest('base64'),
    Timeout: config.timeoutSeconds,
    MemorySize: config.memoryMegabytes,
    Version: '$LATEST',
    PackageType: 'Zip',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: config.environment },
  };
}
