import type { LoggedRequest } from '@sluice/local-aws';
import type { LocalStack } from '@sluice/local-stack';

/** A kind of request that the apps make. */
export interface AppOperation {
  readonly service: string;
  readonly operation: string;
}

/** A move task that the redrive function started. */
export interface StartedTask {
  readonly queue: string;
  readonly atMs: number;
}

/** What the apps were seen to ask of AWS. The request log keeps the newest alone, so it has to be looked at now and then. */
export class RequestWatch {
  readonly #operations = new Map<string, AppOperation>();
  readonly #started: StartedTask[] = [];
  #seenUntil = '';
  #seenIds = new Set<string>();

  constructor(private readonly stack: LocalStack) {}

  /** What is part of an app's name as a caller, and of nobody else's. */
  get apps(): string {
    return `-${this.stack.names.processor.replace(/processor$/, '')}`;
  }

  look(): void {
    const requests = this.stack.aws.requests.list();
    const newest = requests.filter(
      ({ at, requestId }) => at >= this.#seenUntil && !this.#seenIds.has(requestId),
    );
    for (const request of newest) this.#take(request);
    this.#seenUntil = newest.at(-1)?.at ?? this.#seenUntil;
    this.#seenIds = new Set(newest.map(({ requestId }) => requestId));
  }

  operations(): readonly AppOperation[] {
    return [...this.#operations.values()];
  }

  /** By the redrive function, not by operators. */
  startedTasks(): readonly StartedTask[] {
    return this.#started;
  }

  #take({ service, operation, resource = '', caller, status, at }: LoggedRequest): void {
    if (operation === undefined || !caller.includes(this.apps)) return;
    this.#operations.set(`${service} ${operation}`, { service, operation });
    if (operation === 'StartMessageMoveTask' && status === 200)
      this.#started.push({ queue: resource, atMs: Date.parse(at) });
  }
}
