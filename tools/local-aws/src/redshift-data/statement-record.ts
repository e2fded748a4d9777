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

/** What a client asks to run: one statement, or a batch as one transaction. */
export interface Submission {
  readonly sqls: readonly string[];
  readonly batch: boolean;
  readonly parameters: readonly SqlParameter[];
  readonly database: string;
  readonly workgroup?: string;
  readonly cluster?: string;
  readonly dbUser?: string;
  readonly secretArn?: string;
  readonly statementName?: string;
  readonly clientToken?: string;
}

/** A submission and what became of it. */
export interface StatementRecord {
  readonly id: string;
  readonly submission: Submission;
  readonly runs: readonly SqlRun[];
  status: StatementStatus;
  error?: string;
  durationNs: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly cancel: AbortController;
}

export const isActive = ({ status }: Pick<StatementRecord, 'status'>): boolean =>
  status === 'SUBMITTED' || status === 'PICKED' || status === 'STARTED';
