import * as z from 'zod';
import type { Instance } from '../kernel/ports.js';
import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';
import { defaultEventInvokeSettings } from './function-config.js';
import type { FunctionRegistry, PolicyStatement } from './function-registry.js';
import { answer, integer, invalidParameter, parseInput } from './request-input.js';

const concurrencyMembers = { ReservedConcurrentExecutions: integer(0, Number.MAX_SAFE_INTEGER) };
const concurrencyInput = z.object(concurrencyMembers);

const eventMembers = {
  MaximumRetryAttempts: integer(0, 2).optional(),
  MaximumEventAgeInSeconds: integer(60, 21_600).optional(),
  DestinationConfig: z
    .object({
      OnSuccess: z.object({ Destination: z.string().optional() }).optional(),
      OnFailure: z.object({ Destination: z.string().optional() }).optional(),
    })
    .optional(),
};
const eventInput = z.object(eventMembers);

const permissionMembers = {
  StatementId: z
    .string()
    .regex(/^[a-zA-Z0-9-_]{1,100}$/, 'Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)'),
  Action: z
    .string()
    .regex(
      /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/,
      'Member must satisfy regular expression pattern: (lambda:[*]|lambda:[a-zA-Z]+|[*])',
    ),
  Principal: z.string().min(1, 'Member must have length greater than or equal to 1'),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
};
const permissionInput = z.object(permissionMembers);

/** Who may invoke a function, how often at a time, and what becomes of asynchronous invocations. */
export function invocationSettings(instance: Instance, functions: FunctionRegistry) {
  return {
    PutFunctionConcurrency: async (request: AwsRequest, name: string): Promise<AwsResponse> => {
      const input = await parseInput(concurrencyInput, request, Object.keys(concurrencyMembers));
      functions.find(name).function.reservedConcurrency = input.ReservedConcurrentExecutions;
      return answer(input);
    },

    DeleteFunctionConcurrency: async (_request: AwsRequest, name: string): Promise<AwsResponse> => {
      functions.find(name).function.reservedConcurrency = undefined;
      return { status: 204 };
    },

    PutFunctionEventInvokeConfig: async (request: AwsRequest, name: string): Promise<AwsResponse> => {
      const input = await parseInput(eventInput, request, Object.keys(eventMembers));
      const registered = functions.find(name);
      const onFailureQueueArn = queueOf(input.DestinationConfig);
      registered.settings = {
        maximumRetryAttempts: input.MaximumRetryAttempts ?? defaultEventInvokeSettings.maximumRetryAttempts,
        maximumEventAgeSeconds:
          input.MaximumEventAgeInSeconds ?? defaultEventInvokeSettings.maximumEventAgeSeconds,
        ...(onFailureQueueArn === undefined ? {} : { onFailureQueueArn }),
      };
      return answer({
        FunctionArn: `${registered.function.arn}:$LATEST`,
        LastModified: instance.clock.now() / 1000,
        DestinationConfig: { OnSuccess: {}, OnFailure: {} },
        ...input,
      });
    },

    AddPermission: async (request: AwsRequest, name: string): Promise<AwsResponse> => {
      const input = await parseInput(permissionInput, request, Object.keys(permissionMembers));
      const { function: found, policy } = functions.find(name);
      if (policy.some(({ Sid }) => Sid === input.StatementId)) {
        throw new AwsError(
          'ResourceConflictException',
          `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
          409,
        );
      }
      const statement = statementOf(input, found.arn);
      policy.push(statement);
      return answer({ Statement: JSON.stringify(statement) }, 201);
    },

    GetPolicy: async (_request: AwsRequest, name: string): Promise<AwsResponse> => {
      const { policy } = functions.find(name);
      if (policy.length === 0) {
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
      }
      const document = { Version: '2012-10-17', Id: 'default', Statement: policy };
      return answer({ Policy: JSON.stringify(document) });
    },
  };
}

/** Only queues are told here. Throws `InvalidParameterValueException`. */
function queueOf(destinations: z.infer<typeof eventInput>['DestinationConfig']): string | undefined {
  if (destinations?.OnSuccess?.Destination !== undefined) {
    throw invalidParameter('local-aws does not serve OnSuccess destinations.');
  }
  const arn = destinations?.OnFailure?.Destination;
  if (arn !== undefined && !arn.startsWith('arn:aws:sqs:')) {
    throw invalidParameter(`local-aws serves only queues as destinations, not ${arn}.`);
  }
  return arn;
}

function statementOf(input: z.infer<typeof permissionInput>, functionArn: string): PolicyStatement {
  const { SourceArn, SourceAccount, Principal } = input;
  const condition = {
    ...(SourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
    ...(SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': SourceArn } }),
  };
  return {
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(Principal),
    Action: input.Action,
    Resource: functionArn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

/** A service by its host name, an account by its number or ARN, or everybody. */
function principalOf(principal: string): string | { readonly Service: string } | { readonly AWS: string } {
  if (principal === '*') return '*';
  if (/^[a-z0-9.-]+\.amazonaws\.com$/.test(principal)) return { Service: principal };
  return { AWS: /^\d{12}$/.test(principal) ? `arn:aws:iam::${principal}:root` : principal };
}
