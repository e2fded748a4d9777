import { randomUUID } from 'node:crypto';
import { AwsError } from '../kernel/service.js';
import { invalid } from './operations/fields.js';
import type { Session } from './session.js';
import { Cancelled, type Connection } from './statement-record.js';

const LONGEST_LIFE_MS = 24 * 3600 * 1000;
/** Of sessions that have ended; an older id is one that never was. */
const MOST_REMEMBERED = 10_000;

/** A session that outlives its statement. */
export interface KeptSession {
  readonly id: string;
  readonly session: Session;
  readonly connection: Connection;
}

interface Kept extends KeptSession {
  readonly createdAtMs: number;
  keepAliveMs: number;
  /** Undefined while a statement runs. */
  idleSinceMs: number | undefined;
  /** Of the statement that runs. */
  cancel: AbortController | undefined;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Sessions that wait for their next statement: each ends when it was idle for as long as it was to be kept, or after
 * 24 hours, whatever runs in it.
 */
export class KeptSessions {
  readonly #open = new Map<string, Kept>();
  readonly #ended = new Set<string>();

  constructor(private readonly settings: { readonly most: number; now(): number }) {}

  /** Keeps a new session, which runs its first statement. Throws `ActiveSessionsExceededException`. */
  keep(
    connection: Connection,
    open: () => Session,
    keepAliveSeconds: number,
    cancel: AbortController,
  ): KeptSession {
    this.#endOverdue();
    if (this.#open.size >= this.settings.most) {
      throw new AwsError('ActiveSessionsExceededException', 'Active sessions exceeded the allowed quota.');
    }
    const kept: Kept = {
      id: randomUUID(),
      session: open(),
      connection,
      createdAtMs: this.settings.now(),
      keepAliveMs: keepAliveSeconds * 1000,
      idleSinceMs: undefined,
      cancel,
      timer: undefined,
    };
    this.#open.set(kept.id, kept);
    this.#schedule(kept);
    return kept;
  }

  /** Takes an idle session for its next statement. Throws `ValidationException`: nothing is queued. */
  take(id: string, keepAliveSeconds: number | undefined, cancel: AbortController): KeptSession {
    this.#endOverdue();
    const kept = this.#open.get(id);
    if (kept === undefined && !this.#ended.has(id)) throw invalid(`Session with Id: ${id} is invalid.`);
    if (kept?.idleSinceMs === undefined) throw invalid('Session is not available.');
    kept.idleSinceMs = undefined;
    kept.cancel = cancel;
    if (keepAliveSeconds !== undefined) kept.keepAliveMs = keepAliveSeconds * 1000;
    this.#schedule(kept);
    return kept;
  }

  /** After its statement. */
  release({ id, session }: KeptSession): void {
    const kept = this.#open.get(id);
    if (kept === undefined) return session.close();
    kept.idleSinceMs = this.settings.now();
    kept.cancel = undefined;
    this.#schedule(kept);
    this.#endOverdue();
  }

  close(): void {
    for (const kept of this.#open.values()) this.#end(kept);
  }

  #endOverdue(): void {
    for (const kept of [...this.#open.values()])
      if (this.#endsAtMs(kept) <= this.settings.now()) this.#end(kept);
  }

  #endsAtMs({ createdAtMs, idleSinceMs, keepAliveMs }: Kept): number {
    return Math.min(createdAtMs + LONGEST_LIFE_MS, (idleSinceMs ?? Infinity) + keepAliveMs);
  }

  #schedule(kept: Kept): void {
    clearTimeout(kept.timer);
    const waitMs = Math.max(this.#endsAtMs(kept) - this.settings.now(), 0);
    kept.timer = setTimeout(() => this.#endOverdue(), waitMs + 1);
    kept.timer.unref();
  }

  #end(kept: Kept): void {
    clearTimeout(kept.timer);
    this.#open.delete(kept.id);
    this.#ended.add(kept.id);
    const [oldest] = this.#ended;
    if (this.#ended.size > MOST_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
    // `release` closes it when its statement has stopped.
    if (kept.cancel === undefined) kept.session.close();
    else kept.cancel.abort(new Cancelled());
  }
}
