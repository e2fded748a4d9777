import { AwsError } from '../kernel/service.js';
import {
  defaultEventInvokeSettings,
  type EventInvokeSettings,
  type FunctionDefinition,
} from './function-config.js';
import { functionArn, LambdaFunction, type FunctionParts } from './lambda-function.js';

/** A statement of a function's policy, as `AddPermission` makes it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly [member: string]: unknown;
}

/** A function with what is set beside its code and configuration. */
export interface RegisteredFunction {
  readonly function: LambdaFunction;
  readonly policy: PolicyStatement[];
  /** Of asynchronous invocations. */
  settings: EventInvokeSettings;
  /** Removes what the function has on disk. */
  readonly discard: () => Promise<void>;
}

/** An account's functions by name. */
export class FunctionRegistry {
  readonly #functions = new Map<string, RegisteredFunction>();

  constructor(private readonly parts: FunctionParts) {}

  /** Throws `ResourceConflictException` for a name that is taken. */
  refuseTaken(name: string): void {
    if (!this.#functions.has(name)) return;
    throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
  }

  add(
    definition: FunctionDefinition,
    options: { readonly onFailureQueueArn?: string; readonly discard?: () => Promise<void> } = {},
  ): RegisteredFunction {
    this.refuseTaken(definition.name);
    const { onFailureQueueArn, discard = async () => undefined } = options;
    const added: RegisteredFunction = {
      function: new LambdaFunction(definition, this.parts),
      policy: [],
      settings: {
        ...defaultEventInvokeSettings,
        ...(onFailureQueueArn === undefined ? {} : { onFailureQueueArn }),
      },
      discard,
    };
    this.#functions.set(definition.name, added);
    return added;
  }

  /** By name or ARN; undefined when there is none. */
  lookUp(nameOrArn: string): RegisteredFunction | undefined {
    return this.#functions.get(functionName(nameOrArn));
  }

  /** Throws `ResourceNotFoundException`; versions and aliases do not exist here. */
  find(nameOrArn: string): RegisteredFunction {
    const found = this.lookUp(nameOrArn);
    const qualifier = qualifierOf(nameOrArn);
    if (found !== undefined && (qualifier === undefined || qualifier === '$LATEST')) return found;
    const arn = functionArn(this.parts.instance, functionName(nameOrArn));
    const qualified = qualifier === undefined ? arn : `${arn}:${qualifier}`;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${qualified}`, 404);
  }

  /** By name. */
  list(): readonly RegisteredFunction[] {
    const names = [...this.#functions.keys()].sort();
    return names.map((name) => this.#functions.get(name) as RegisteredFunction);
  }

  /** Ends what runs of it. Throws `ResourceNotFoundException`. */
  async remove(nameOrArn: string): Promise<void> {
    const found = this.find(nameOrArn);
    this.#functions.delete(found.function.definition.name);
    await end(found);
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map(end));
  }
}

async function end({ function: ended, discard }: RegisteredFunction): Promise<void> {
  await ended.close();
  await discard();
}

/** Of a name, an ARN or a part of one, each with a qualifier or without. */
export const functionName = (nameOrArn: string): string =>
  (/(?:^|:)function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(':')[0]) as string;

const qualifierOf = (nameOrArn: string): string | undefined =>
  /(?:^|:)function:/.test(nameOrArn)
    ? /(?:^|:)function:[^:]+:(.+)$/.exec(nameOrArn)?.[1]
    : /^[^:]+:(.+)$/.exec(nameOrArn)?.[1];
