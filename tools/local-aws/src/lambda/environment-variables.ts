import { basename, dirname, extname } from 'node:path';
import type { Instance } from '../kernel/ports.js';
import type { FunctionConfig } from './function-config.js';

/** As Lambda names it: the bundle's file without its extension, then what it exports. */
export const handlerOf = ({ bundlePath, handler = 'handler' }: FunctionConfig): string =>
  `${basename(bundlePath, extname(bundlePath))}.${handler}`;

/**
 * Everything that a function's process sees: its own settings, and what Lambda sets. Nothing comes from the
 * process that local-aws runs in, so that a setting missing in the function's configuration is missing here too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentVariables(
  config: FunctionConfig,
  instance: Instance,
  runtimeApi: string,
  logStream: string,
): Record<string, string> {
  const { name, bundlePath, memoryMegabytes } = config;
  return {
    AWS_ENDPOINT_URL: instance.endpoint(),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    ...config.environment,
    // Reserved: a function's own settings cannot replace them.
    AWS_REGION: instance.region,
    AWS_DEFAULT_REGION: instance.region,
    // The access key stands in the request log as the caller.
    AWS_ACCESS_KEY_ID: `lambda-${name}`,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(bundlePath),
    _HANDLER: handlerOf(config),
  };
}
