import { randomUUID } from 'node:crypto';
import { accessSync } from 'node:fs';
import type {
  FunctionInvoker,
  Instance,
  MetricSink,
  ObjectFiles,
  QueueSender,
  StreamReader,
} from '../kernel/ports.js';
import { AwsError, unknownOperation, type AwsService } from '../kernel/service.js';
import { asyncInvocations } from './async-invocations.js';
import { eventSourceMapping, type EventSourceMappingConfig } from './event-source-mapping-config.js';
import type { FunctionConfig, FunctionStatus } from './function-config.js';
import { functionConfiguration } from './function-configuration.js';
import { invoke } from './invoke-operation.js';
import { functionArn, LambdaFunction } from './lambda-function.js';
import { pollShards } from './shard-pollers.js';

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
  /** Polls from now on. Throws `AwsError` for an unknown function or stream, `RangeError` for a bad setting. */
  createEventSourceMapping(config: EventSourceMappingConfig): { readonly uuid: string };
  /** What exists, and which process runs which bundle. */
  functions(): readonly FunctionStatus[];
}

const FUNCTION_PATH = /^\/2015-03-31\/functions\/([^/]+)(\/invocations|\/configuration)?\/?$/;

export function createLambda(instance: Instance, ports: LambdaPorts, options: LambdaOptions): LambdaHost {
  const functions = new Map<string, LambdaFunction>();
  const async = asyncInvocations(instance, ports.queues);
  const closing = new AbortController();

  const find = (nameOrArn: string): LambdaFunction => {
    const name = nameOf(nameOrArn);
    const found = functions.get(name);
    if (found !== undefined) return found;
    throw new AwsError(
      'ResourceNotFoundException',
      `Function not found: ${functionArn(instance, name)}`,
      404,
    );
  };

  return {
    name: 'lambda',
    protocol: 'rest-json',
    describe: ({ method, path }) => {
      const [, name, rest] = FUNCTION_PATH.exec(path) ?? [];
      if (name === undefined) return {};
      const read = rest === '/configuration' ? 'GetFunctionConfiguration' : 'GetFunction';
      return { operation: method === 'POST' ? 'Invoke' : read, resource: nameOf(name) };
    },
    handle: async (request) => {
      const { method, path } = request;
      const [, name, rest] = FUNCTION_PATH.exec(path) ?? [];
      if (name !== undefined && method === 'POST' && rest === '/invocations')
        return invoke(request, find(name), async);
      if (name !== undefined && method === 'GET' && rest !== '/invocations') {
        const configuration = functionConfiguration(find(name));
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(rest === undefined ? { Configuration: configuration } : configuration),
        };
      }
      throw unknownOperation('rest-json', `${method} ${path}`);
    },
    close: async () => {
      closing.abort();
      async.close();
      await Promise.all([...functions.values()].map((each) => each.close()));
    },

    createFunction: (config) => {
      if (functions.has(config.name)) {
        throw new AwsError('ResourceConflictException', `Function already exist: ${config.name}`, 409);
      }
      accessSync(config.bundlePath);
      const { metrics } = ports;
      const created = new LambdaFunction(config, {
        instance,
        metrics,
        runtimeDirectory: options.runtimeDirectory,
      });
      functions.set(config.name, created);
      return { arn: created.arn };
    },
    createEventSourceMapping: (config) => {
      const target = find(config.functionName);
      ports.streams.shards(config.streamArn);
      const mapping = eventSourceMapping(config, randomUUID());
      pollShards({ instance, ...ports }, mapping, target, closing.signal).catch((error: unknown) => {
        instance.warn(`event source mapping of ${config.functionName} stopped: ${String(error)}`);
      });
      return { uuid: mapping.uuid };
    },
    functions: () => [...functions.values()].map((each) => each.status()),
    invokeEvent: async (functionArn, payload) => {
      async.queue(find(functionArn), JSON.stringify(payload) ?? 'null');
    },
  };
}

/** Of a name, an ARN, or either with a qualifier; as it stands in a path. */
function nameOf(nameOrArn: string): string {
  let text = nameOrArn;
  try {
    text = decodeURIComponent(nameOrArn);
  } catch {
    // Not encoded at all: then it is what it is.
  }
  const inArn = /:function:([^:]+)/.exec(text)?.[1];
  return inArn ?? (text.split(':')[0] as string);
}
