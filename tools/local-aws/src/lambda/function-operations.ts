import * as z from 'zod';
import type { Instance } from '../kernel/ports.js';
import type { AwsRequest, AwsResponse } from '../kernel/service.js';
import { unpackCode } from './code-package.js';
import { reservedNames } from './environment-variables.js';
import { functionConfiguration } from './function-configuration.js';
import { functionName, type FunctionRegistry } from './function-registry.js';
import { answer, integer, invalidParameter, pageOf, parseInput } from './request-input.js';

const MAX_LISTED = 50;
const ENVIRONMENT_LIMIT_BYTES = 4_096;

const createMembers = {
  FunctionName: z.string().min(1, 'Member must have length greater than or equal to 1'),
  Runtime: z
    .string()
    .regex(/^nodejs\d+\.x$/, 'Member must satisfy enum value set: [nodejs20.x, nodejs22.x, nodejs24.x]'),
  Role: z
    .string()
    .regex(
      /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/,
      'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
    ),
  Handler: z.string().regex(/^\S{1,128}$/, 'Member must satisfy regular expression pattern: [^\\s]+'),
  Code: z.strictObject({ ZipFile: z.base64() }, 'Member must hold a ZipFile, which alone is served here'),
  Description: z.string().max(256).default(''),
  Timeout: integer(1, 900).default(3),
  MemorySize: integer(128, 10_240).default(128),
  Environment: z
    .object({ Variables: z.record(z.string(), z.string()).default({}) })
    .default({ Variables: {} }),
  PackageType: z.literal('Zip').default('Zip'),
  Publish: z.literal(false).default(false),
};
const createInput = z.object(createMembers);

/** The operations on functions themselves. Their code is unpacked below `codeDirectory`. */
export function functionOperations(instance: Instance, functions: FunctionRegistry, codeDirectory: string) {
  return {
    CreateFunction: async (request: AwsRequest): Promise<AwsResponse> => {
      const input = await parseInput(createInput, request, Object.keys(createMembers));
      const name = functionName(input.FunctionName);
      if (!/^[a-zA-Z0-9-_]{1,64}$/.test(name)) throw invalidParameter(`Invalid function name: ${name}`);
      const environment = input.Environment.Variables;
      refuseEnvironment(environment);
      functions.refuseTaken(name);
      const code = await unpackCode(codeDirectory, Buffer.from(input.Code.ZipFile, 'base64'));
      const definition = {
        name,
        description: input.Description,
        runtime: input.Runtime,
        roleArn: input.Role,
        handler: input.Handler,
        taskRoot: code.taskRoot,
        bundlePath: code.bundlePath,
        environment,
        timeoutSeconds: input.Timeout,
        memoryMegabytes: input.MemorySize,
        modifiedAtMs: instance.clock.now(),
      };
      const added = functions.add(definition, { discard: () => code.discard() });
      // AWS answers while it is still being made; here it is ready by the next request.
      const pending = {
        State: 'Pending',
        StateReason: 'The function is being created.',
        StateReasonCode: 'Creating',
        LastUpdateStatus: undefined,
      };
      return answer({ ...functionConfiguration(added.function), ...pending }, 201);
    },

    GetFunction: async (_request: AwsRequest, name: string): Promise<AwsResponse> => {
      const { function: found } = functions.find(name);
      const { reservedConcurrency } = found;
      return answer({
        Configuration: functionConfiguration(found),
        ...(reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      });
    },

    GetFunctionConfiguration: async (_request: AwsRequest, name: string): Promise<AwsResponse> =>
      answer(functionConfiguration(functions.find(name).function)),

    ListFunctions: async ({ query }: AwsRequest): Promise<AwsResponse> => {
      const { items, next } = pageOf(functions.list(), query, MAX_LISTED);
      return answer({ Functions: items.map((each) => functionConfiguration(each.function)), ...next });
    },

    DeleteFunction: async (_request: AwsRequest, name: string): Promise<AwsResponse> => {
      await functions.remove(name);
      return { status: 204 };
    },
  };
}

function refuseEnvironment(environment: Readonly<Record<string, string>>): void {
  const failure =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  const reserved = reservedNames(environment);
  if (reserved.length > 0) {
    throw invalidParameter(
      `${failure} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(environment)) > ENVIRONMENT_LIMIT_BYTES) {
    throw invalidParameter(
      `${failure} exceeded the 4KB limit. String measured: ${JSON.stringify(environment)}`,
    );
  }
}
