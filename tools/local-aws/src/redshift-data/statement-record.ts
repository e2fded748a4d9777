import type { RunningProcess } from '../kernel/ports.js';
import type { StatementResult } from './results.js';

export type StatementStatus = 'SUBMITTED' | 'PICKED' | 'STARTED' | 'FINISHED' | 'FAILED' | 'ABORTED';

/** One SQL text of a submission. */
export interface SqlRun {
  readonly sql: string;
  readonly queryId: number;
  status: StatementStatus;
  error?: string;
  result?: StatementResult;
  /** Returned or affected; -1 when neither. */
  rows: number;
  durationNs: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

export interface SqlParameter {
  readonly name: string;
  readonly value: string;
}

/** What a session is connected to. */
export interface Connection {
  readonly database: string;
  readonly workgroup?: string;
  readonly cluster?: string;
  readonly dbUser?: string;
  readonly secretArn?: string;
}

/** What a client asks to run: one statement, or a batch as one transaction. */
export interface Submission {
  readonly sqls: readonly string[];
  readonly batch: boolean;
  readonly parameters: readonly SqlParameter[];
  /** A new session is made for a connection; an earlier one is named by its id. */
  readonly session: Connection | { readonly id: string };
  /** How long the session is kept after the statement; undefined: as long as it was to be, or not at all. */
  readonly keepAliveSeconds?: number;
  readonly statementName?: string;
  readonly clientToken?: string;
  /** The access key that signed the request. */
  readonly caller: string;
  /** Who sent it; undefined when local-aws does not run it. */
  readonly process?: RunningProcess | undefined;
}

/** A submission and what became of it. */
export interface StatementRecord {
  readonly id: string;
  readonly submission: Submission;
  readonly connection: Connection;
  /** Of a session that is kept. */
  readonly sessionId: string | undefined;
  readonly runs: readonly SqlRun[];
  status: StatementStatus;
  error?: string;
  durationNs: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly cancel: AbortController;
}

/** Why a statement was stopped without having failed. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

export const isActive = ({ status }: Pick<StatementRecord, 'status'>): boolean =>
  status === 'SUBMITTED' || status === 'PICKED' || status === 'STARTED';
