import type { EndingFault } from '../faults/fault-rule.js';

/** One request that came in, whatever became of it. */
export interface LoggedRequest {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly requestId: string;
  readonly method: string;
  /** As the request was signed for; empty when it was not signed. */
  readonly service: string;
  readonly operation?: string;
  /** Bucket and key, queue, stream, topic: what the request names, where it can be told. */
  readonly resource?: string;
  /**
   * What else of it decides which rights it needs: of S3 `versionId` and `prefix`, of a move task `DestinationArn`, of a
   * batch of statements `WorkgroupName`.
   */
  readonly details?: Readonly<Record<string, string>>;
  /** The access key id that signed the request; empty when none did. */
  readonly caller: string;
  /** The session token of temporary credentials: tasks and functions have one for each process. */
  readonly session?: string;
  /** The injected fault that took its answer away, or stood in for it. */
  readonly fault?: EndingFault;
  /** 0 when there was no answer, or not all of it: the connection was dropped, or the client was gone. */
  readonly status: number;
  readonly durationMs: number;
}

/** The newest requests, oldest first; bounded, so that a long run keeps its memory. */
export interface RequestLog {
  list(): readonly LoggedRequest[];
  clear(): void;
  /** Tells of every request from now on, which the list may forget. Ends when what it returns is called. */
  follow(told: (request: LoggedRequest) => void): () => void;
}

export interface WritableRequestLog extends RequestLog {
  add(request: LoggedRequest): void;
}

export function createRequestLog(capacity = 10_000): WritableRequestLog {
  let ring: LoggedRequest[] = [];
  let next = 0;
  const followers = new Set<(request: LoggedRequest) => void>();
  return {
    add: (request) => {
      for (const told of followers) told(request);
      if (ring.length < capacity) ring.push(request);
      else ring[next] = request;
      next = (next + 1) % capacity;
    },
    list: () => (ring.length < capacity ? [...ring] : [...ring.slice(next), ...ring.slice(0, next)]),
    clear: () => {
      ring = [];
      next = 0;
    },
    follow: (told) => {
      // Its own, so that who follows twice ends one of the two.
      const follower = (request: LoggedRequest) => told(request);
      followers.add(follower);
      return () => void followers.delete(follower);
    },
  };
}
