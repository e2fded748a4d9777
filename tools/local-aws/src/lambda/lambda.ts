import { join } from 'node:path';
import type {
  FunctionInvoker,
  Instance,
  MetricSink,
  ObjectFiles,
  QueueSender,
  StreamReader,
} from '../kernel/ports.js';
import { unknownOperation, type AwsRequest, type AwsResponse, type AwsService } from '../kernel/service.js';
import { asyncInvocations } from './async-invocations.js';
import { bundledFunction } from './bundled-function.js';
import { prepareCodeDirectory } from './code-package.js';
import type { EventSourceMappingConfig } from './event-source-mapping-config.js';
import { EventSourceMappings } from './event-source-mappings.js';
import type { FunctionConfig, FunctionStatus } from './function-config.js';
import { functionOperations } from './function-operations.js';
import { functionName, FunctionRegistry } from './function-registry.js';
import { invocationSettings } from './invocation-settings.js';
import { invokeOperation } from './invoke-operation.js';
import { mappingOperations } from './mapping-operations.js';
import { routeOf, type OperationName } from './routes.js';

export interface LambdaPorts {
  readonly streams: StreamReader;
  readonly queues: QueueSender;
  readonly objects: ObjectFiles;
  readonly metrics: MetricSink;
}

export interface LambdaOptions {
  /** Absolute path of the folder `runtime` of this package: the bootstrap stays a file of its own. */
  readonly runtimeDirectory: string;
}

/** Lambda: functions as child processes, invoked over the wire, by other services and by streams. */
export interface LambdaHost extends AwsService, FunctionInvoker {
  /** Nothing is started before the first invocation. Throws when the bundle cannot be read. */
  createFunction(config: FunctionConfig): { readonly arn: string };
  /** Polls soon. Throws `AwsError` for an unknown function or stream, `RangeError` for a bad setting. */
  createEventSourceMapping(config: EventSourceMappingConfig): { readonly uuid: string };
  /** What exists, and which process runs which bundle. */
  functions(): readonly FunctionStatus[];
}

type Operation = (request: AwsRequest, resource: string) => Promise<AwsResponse>;

/**
 * Functions, their event source mappings and asynchronous invocations. All of it is gone when the process ends.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/
 */
export function createLambda(instance: Instance, ports: LambdaPorts, options: LambdaOptions): LambdaHost {
  const { queues, metrics } = ports;
  const codeDirectory = join(instance.dataDirectory, 'lambda');
  prepareCodeDirectory(codeDirectory);
  const functions = new FunctionRegistry({ instance, metrics, runtimeDirectory: options.runtimeDirectory });
  const mappings = new EventSourceMappings({ instance, ...ports, functions });
  const async = asyncInvocations({ instance, queues, target: (arn) => functions.lookUp(arn) });
  const operations: Readonly<Record<OperationName, Operation>> = {
    ...functionOperations(instance, functions, codeDirectory),
    ...invocationSettings(instance, functions),
    ...invokeOperation(functions, async),
    ...mappingOperations(instance, mappings),
  };

  return {
    name: 'lambda',
    protocol: 'rest-json',
    describe: (head) => {
      const route = routeOf(head);
      if (route === undefined) return {};
      const { operation, resource } = route;
      return { operation, ...(resource === '' ? {} : { resource: functionName(resource) }) };
    },
    handle: async (request) => {
      const route = routeOf(request);
      if (route === undefined) throw unknownOperation('rest-json', `${request.method} ${request.path}`);
      return operations[route.operation](request, route.resource);
    },
    close: async () => {
      mappings.close();
      async.close();
      await functions.close();
    },

    createFunction: (config) => {
      const { onFailureQueueArn, reservedConcurrency } = config;
      const { function: added } = functions.add(
        bundledFunction(config, instance),
        onFailureQueueArn === undefined ? {} : { onFailureQueueArn },
      );
      added.reservedConcurrency = reservedConcurrency;
      return { arn: added.arn };
    },
    createEventSourceMapping: (config) => ({ uuid: mappings.create(config).mapping.uuid }),
    exists: (functionArn) => functions.lookUp(functionArn) !== undefined,
    functions: () => functions.list().map((each) => each.function.status()),
    invokeEvent: async (functionArn, payload) => {
      const { function: target } = functions.find(functionArn);
      async.queue(target.arn, JSON.stringify(payload) ?? 'null');
    },
  };
}
