import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import type { AgentAnswer, AgentTask } from './task-agent.js';

const DEFAULT_EXPIRY_MINUTES = 120;
const MAX_EXPIRY_MINUTES = 2_880;

const requestSchema = z.strictObject({
  ProtectionEnabled: z.boolean().nullish(),
  ExpiresInMinutes: z.int().nullish(),
});

/**
 * What a task asks of `task-protection/v1/state`: the agent checks the shape, ECS behind it the rest.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export function updateProtection(task: AgentTask, body: string, nowMs: number): AgentAnswer {
  const request = requestSchema.safeParse(parseJson(body));
  if (!request.success) return refused(undefined, 'UpdateTaskProtection: failed to decode request');
  const { ProtectionEnabled, ExpiresInMinutes } = request.data;
  if (typeof ProtectionEnabled !== 'boolean') {
    return refused(task, "Invalid request: does not contain 'ProtectionEnabled' field");
  }
  const minutes = ExpiresInMinutes ?? DEFAULT_EXPIRY_MINUTES;
  if (minutes < 1 || minutes > MAX_EXPIRY_MINUTES) {
    const message = `expiresInMinutes must be between 1 and ${MAX_EXPIRY_MINUTES}.`;
    return refused(task, message, randomUUID());
  }
  if (task.stopping()) return failed(task);
  task.protectedUntilMs = ProtectionEnabled ? nowMs + minutes * 60_000 : 0;
  task.onProtection();
  return currentProtection(task, nowMs);
}

export function currentProtection(task: AgentTask, nowMs: number): AgentAnswer {
  if (task.stopping()) return failed(task);
  const { taskArn, protectedUntilMs } = task;
  const protection =
    protectedUntilMs > nowMs
      ? {
          ExpirationDate: new Date(protectedUntilMs).toISOString(),
          ProtectionEnabled: true,
          TaskArn: taskArn,
        }
      : { ProtectionEnabled: false, TaskArn: taskArn };
  return { status: 200, body: { protection } };
}

/** `requestId` where it was ECS that refused. */
function refused(task: AgentTask | undefined, message: string, requestId?: string): AgentAnswer {
  const error = {
    ...(task === undefined ? {} : { Arn: task.taskArn }),
    Code: 'InvalidParameterException',
    Message: message,
  };
  return { status: 400, body: requestId === undefined ? { error } : { requestID: requestId, error } };
}

/** ECS answers so for a task that it stops: there is nothing to protect any more. */
const failed = ({ taskArn }: AgentTask): AgentAnswer => ({
  status: 200,
  body: { failure: { Arn: taskArn, Reason: 'TASK_NOT_VALID' } },
});
