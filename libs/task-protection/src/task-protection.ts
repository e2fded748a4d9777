import type { Logger } from '@sluice/logging';
import { putProtection } from './put-protection.js';

/** Gives one hold back; a second call does nothing. Does not wait for ECS. */
export type ReleaseProtection = () => void;

/** Keeps scale-in and deployments from stopping this task. Spot and failing hosts do not ask. */
export interface TaskProtection {
  /**
   * Resolves when ECS was asked to spare this task, whatever it answered: work must not depend on it, because a worker
   * has to survive being killed at any instruction. The task is spared until every hold was given back.
   */
  hold(): Promise<ReleaseProtection>;
}

export interface TaskProtectionOptions {
  /** `ECS_AGENT_URI`; without it nothing is asked, as outside ECS. */
  readonly agentUri: string | undefined;
  /** How long ECS spares the task if nobody takes it back, 1 to 2,880; renewed while something is held. */
  readonly expiresInMinutes: number;
  /** Told of what ECS refused or did not answer. */
  readonly logger?: Pick<Logger, 'warn'>;
  /** How long an answer is waited for. Default: 2. */
  readonly timeoutSeconds?: number;
  /** Monotonic, in milliseconds. Default: the clock. */
  readonly now?: () => number;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html */
export function createTaskProtection({
  agentUri,
  expiresInMinutes,
  logger,
  timeoutSeconds = 2,
  now = () => performance.now(),
}: TaskProtectionOptions): TaskProtection {
  if (agentUri === undefined) return { hold: () => Promise.resolve(() => undefined) };
  const minutes = Math.min(2880, Math.max(1, Math.ceil(expiresInMinutes)));
  const renewAfterMilliseconds = minutes * 30_000;
  let holds = 0;
  /** By what ECS has confirmed; undefined when it spares nothing. */
  let protectedSince: number | undefined;
  let renewal: NodeJS.Timeout | undefined;
  let calls = Promise.resolve();

  /** One call after the other, each for what is held when it is its turn: ECS keeps the last that it hears. */
  function ask(): Promise<void> {
    calls = calls.then(async () => {
      const wanted = holds > 0;
      const isFresh = protectedSince !== undefined && now() - protectedSince < renewAfterMilliseconds;
      if (wanted ? isFresh : protectedSince === undefined) return;
      const askedAt = now();
      const fault = await putProtection(agentUri as string, wanted ? minutes : undefined, timeoutSeconds);
      // What was not confirmed may be in force all the same: the end of it is asked for in any case.
      if (fault === undefined) protectedSince = wanted ? askedAt : undefined;
      else if (wanted) protectedSince ??= -Infinity;
      if (fault !== undefined) logger?.warn({ protection: wanted, ...fault }, 'task protection not set');
      if (wanted) renewLater();
    });
    return calls;
  }

  function renewLater(): void {
    clearTimeout(renewal);
    renewal = setTimeout(() => void ask(), renewAfterMilliseconds);
    // What is held keeps the process alive by itself.
    renewal.unref();
  }

  return {
    async hold() {
      holds += 1;
      await ask();
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        holds -= 1;
        if (holds > 0) return;
        clearTimeout(renewal);
        void ask();
      };
    },
  };
}
