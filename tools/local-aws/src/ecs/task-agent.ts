import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../processes/loopback.js';
import { taskMetadata } from './task-metadata.js';
import { currentProtection, updateProtection } from './task-protection.js';

/** What the agent knows of one task. */
export interface AgentTask {
  readonly taskArn: string;
  readonly service: string;
  readonly startedAtMs: number;
  /** Milliseconds since the epoch until which scale-in spares it; 0 when it may go. */
  protectedUntilMs: number;
  /** It was told to end. */
  stopping(): boolean;
  onProtection(): void;
}

export interface AgentAnswer {
  readonly status: number;
  readonly body: object;
}

/** The ECS agent as tasks see it: task protection and metadata, on a loopback port. */
export interface TaskAgent {
  /** For `ECS_AGENT_URI`. */
  agentUri(taskId: string): string;
  /** For `ECS_CONTAINER_METADATA_URI_V4`. */
  metadataUri(taskId: string): string;
  register(taskId: string, task: AgentTask): void;
  forget(taskId: string): void;
  close(): Promise<void>;
}

const notFound: AgentAnswer = { status: 404, body: {} };

export async function startTaskAgent(now: () => number): Promise<TaskAgent> {
  const tasks = new Map<string, AgentTask>();

  const answer = async (req: IncomingMessage): Promise<AgentAnswer> => {
    const [, kind, taskId = '', rest = ''] = /^\/(api|v4)\/([^/]+)(\/.*)?$/.exec(req.url ?? '') ?? [];
    const task = tasks.get(taskId);
    if (task === undefined) {
      const error = { Code: 'ResourceNotFoundException', Message: 'Failed to find a task for the request' };
      return { status: 404, body: { error } };
    }
    if (kind === 'v4') return (req.method === 'GET' ? taskMetadata(task, rest) : undefined) ?? notFound;
    if (rest !== '/task-protection/v1/state') return notFound;
    if (req.method === 'GET') return currentProtection(task, now());
    if (req.method === 'PUT') return updateProtection(task, await text(req), now());
    return { status: 405, body: {} };
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
