import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import { listenOnLoopback } from '../processes/loopback.js';

const DEFAULT_EXPIRY_MINUTES = 120;
const MAX_EXPIRY_MINUTES = 2_880;

/** What the agent answers about one task. */
export interface AgentTask {
  readonly taskArn: string;
  readonly service: string;
  readonly startedAtMs: number;
  /** Milliseconds since the epoch until which scale-in spares it; 0 when it may go. */
  protectedUntilMs: number;
  onProtection(): void;
}

/**
 * The ECS agent as tasks see it: task protection and metadata, on a loopback port.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export interface TaskAgent {
  /** For `ECS_AGENT_URI`. */
  agentUri(taskId: string): string;
  /** For `ECS_CONTAINER_METADATA_URI_V4`. */
  metadataUri(taskId: string): string;
  register(taskId: string, task: AgentTask): void;
  forget(taskId: string): void;
  close(): Promise<void>;
}

const protectionInput = z.object({
  ProtectionEnabled: z.boolean(),
  ExpiresInMinutes: z.int().min(1).max(MAX_EXPIRY_MINUTES).default(DEFAULT_EXPIRY_MINUTES),
});

export async function startTaskAgent(now: () => number): Promise<TaskAgent> {
  const tasks = new Map<string, AgentTask>();

  const answer = async (req: IncomingMessage): Promise<{ status: number; body: object }> => {
    const [, kind, taskId, rest = ''] = /^\/(api|v4)\/([^/]+)(\/.*)?$/.exec(req.url ?? '') ?? [];
    const task = tasks.get(taskId ?? '');
    if (task === undefined)
      return { status: 404, body: { error: { Code: 'TaskNotFound', Message: 'No such task.' } } };
    if (kind === 'v4') return { status: 200, body: metadataOf(task, rest) };
    if (rest !== '/task-protection/v1/state') return { status: 404, body: {} };
    if (req.method === 'PUT') {
      const input = protectionInput.safeParse(parseJson(await text(req)));
      if (!input.success) {
        return {
          status: 400,
          body: {
            requestID: taskId,
            error: {
              Arn: task.taskArn,
              Code: 'InvalidParameterException',
              Message: z.prettifyError(input.error),
            },
          },
        };
      }
      const { ProtectionEnabled, ExpiresInMinutes } = input.data;
      task.protectedUntilMs = ProtectionEnabled ? now() + ExpiresInMinutes * 60_000 : 0;
      task.onProtection();
    } else if (req.method !== 'GET') {
      return { status: 405, body: {} };
    }
    return { status: 200, body: { protection: protectionOf(task, now()) } };
  };

  const server = createServer((req, res) => {
    answer(req).then(
      ({ status, body }) =>
        res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      () => res.destroy(),
    );
  });
  const base = `http://${await listenOnLoopback(server)}`;

  return {
    agentUri: (taskId) => `${base}/api/${taskId}`,
    metadataUri: (taskId) => `${base}/v4/${taskId}`,
    register: (taskId, task) => void tasks.set(taskId, task),
    forget: (taskId) => void tasks.delete(taskId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function protectionOf({ taskArn, protectedUntilMs }: AgentTask, nowMs: number): object {
  const enabled = protectedUntilMs > nowMs;
  return {
    ...(enabled ? { ExpirationDate: new Date(protectedUntilMs).toISOString() } : {}),
    ProtectionEnabled: enabled,
    TaskArn: taskArn,
  };
}

function metadataOf({ taskArn, service, startedAtMs }: AgentTask, rest: string): object {
  const startedAt = new Date(startedAtMs).toISOString();
  const container = {
    DockerId: taskArn.slice(taskArn.lastIndexOf('/') + 1),
    Name: service,
    DockerName: service,
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    CreatedAt: startedAt,
    StartedAt: startedAt,
    Type: 'NORMAL',
  };
  if (rest !== '/task') return container;
  return {
    Cluster: taskArn.split('/').at(-2),
    TaskARN: taskArn,
    Family: service,
    Revision: '1',
    ServiceName: service,
    DesiredStatus: 'RUNNING',
    KnownStatus: 'RUNNING',
    LaunchType: 'FARGATE',
    Containers: [container],
  };
}
