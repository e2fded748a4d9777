import type { MigrationStoppedError } from '@sluice/redshift-data-api';
import {
  migrationBatches,
  type MigrationPlan,
  type MigrationRefusal,
  type MigrationStep,
} from '@sluice/redshift-loading';

/** How a migration ended. */
export interface Ending {
  readonly state: 'nothing to do' | 'not run' | 'refused' | 'done' | 'stopped';
  /** Steps that were committed, the first so many of the plan. */
  readonly done: number;
  readonly why?: string;
}

/** The steps, numbered; with the statements as they are sent, locks and all, when asked. */
export function listPlan(steps: readonly MigrationStep[], sql: boolean): string {
  const count = steps.length === 1 ? '1 step' : `${steps.length} steps`;
  if (sql) {
    const batches = migrationBatches(steps).map(({ steps: together, statements }) => {
      const locks = statements.slice(0, statements.length - together.length);
      const [first] = together;
      return [
        first?.runs === 'alone' ? '-- outside a transaction' : '-- one transaction',
        ...locks.map((lock) => `-- behind loads that run\n${lock};`),
        ...together.map((step) => `-- ${steps.indexOf(step) + 1}: ${step.purpose}\n${step.sql};`),
      ].join('\n\n');
    });
    return `${batches.join('\n\n')}\n\n-- ${count}\n`;
  }
  const width = String(steps.length).length;
  const lines = steps.map(
    ({ purpose, runs }, index) =>
      `${String(index + 1).padStart(width)}  ${purpose}${runs === 'alone' ? ' (outside transactions)' : ''}`,
  );
  return `${lines.join('\n')}\n${count}; --sql shows the statements\n`;
}

export function listRefusals(refusals: readonly MigrationRefusal[]): string {
  const lines = refusals.map((refusal) => `✗ ${subjectOf(refusal)}${refusal.reason}`);
  return `${lines.join('\n')}\nnothing was run: these are for a person to decide (docs/migrations.md)\n`;
}

function subjectOf({ table, column }: MigrationRefusal): string {
  if (table === undefined) return '';
  return `${table.schema}.${table.name}${column === undefined ? '' : `.${column}`} `;
}

/** One line. */
export function jsonReport({ steps, refusals }: MigrationPlan, { state, done, why }: Ending): string {
  const report = {
    state,
    steps: steps.map(({ purpose, runs, sql }, index) => ({
      number: index + 1,
      purpose,
      runs,
      sql,
      done: index < done,
    })),
    refusals: refusals.map(({ table, column, reason }) => ({
      table: table === undefined ? null : `${table.schema}.${table.name}`,
      column: column ?? null,
      reason,
    })),
    ...(why === undefined ? {} : { why }),
  };
  return `${JSON.stringify(report)}\n`;
}

/**
 * Codes of what somebody else changed meanwhile: a serialization conflict, a deadlock, a relation or column that is
 * there already, a schema likewise, and a row of the catalog that another migration has just written.
 */
const concurrent = new Set(['1023', '1018', '40001', '40P01', '42P07', '42701', '42P06', '42710', '23505']);

/** What ran, where it stopped, why, and what to do: a line. */
export function describeStop(error: MigrationStoppedError, steps: readonly MigrationStep[]): string {
  const { done, stoppedAt, cause } = error;
  const at = stoppedAt === undefined ? '' : ` at step ${steps.indexOf(stoppedAt) + 1}, ${stoppedAt.purpose}`;
  const ran =
    done.length === 0
      ? 'nothing of the migration was committed'
      : `steps 1 to ${done.length} of ${steps.length} were committed`;
  const code = codeOf(cause);
  const what =
    nameOf(cause) === 'StatementLostError'
      ? 'the answer was lost, so the step after those may have been committed too'
      : concurrent.has(code)
        ? `something else changed the warehouse meanwhile (${code})`
        : oneLine(cause);
  return `stopped${at}: ${what}; ${ran}; run \`sluice migrate\` again to go on from there`;
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : '');

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';

/** What the warehouse itself said; a refusal of the API stands in the cause. */
function oneLine(cause: unknown): string {
  const said =
    cause instanceof Error
      ? cause.cause instanceof Error
        ? cause.cause.message
        : cause.message
      : String(cause);
  return said.replace(/\s+/g, ' ').trim();
}
