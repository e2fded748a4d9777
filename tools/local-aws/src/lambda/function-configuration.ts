import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LambdaFunction } from './lambda-function.js';

/** A function as every operation describes it. */
export function functionConfiguration({ arn, definition }: LambdaFunction): object {
  const bundle = readFileSync(definition.bundlePath);
  return {
    FunctionName: definition.name,
    FunctionArn: arn,
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    CodeSize: bundle.length,
    Description: definition.description,
    Timeout: definition.timeoutSeconds,
    MemorySize: definition.memoryMegabytes,
    LastModified: new Date(definition.modifiedAtMs).toISOString().replace('Z', '+0000'),
    CodeSha256: createHash('sha256').update(bundle).digest('base64'),
    Version: '$LATEST',
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: definition.environment },
  };
}
