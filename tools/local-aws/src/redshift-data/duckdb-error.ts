import { SqlError } from './sql-error.js';

/** The part of DuckDB's `errors_as_json` that is relied on. */
interface EngineError {
  readonly exception_type: string;
  readonly exception_message: string;
  readonly error_subtype?: string;
  readonly type?: string;
  readonly name?: string;
}

/** What is known of the statement that failed. */
export interface FailedStatement {
  /** The table written to, for the text of a serialization conflict. */
  readonly target?: string;
  readonly queryId: number;
}

/** DuckDB reports errors as JSON on our connections; parser errors carry a prefix before it. */
export function engineErrorOf(error: unknown): EngineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const start = error.message.indexOf('{');
  if (start >= 0) {
    try {
      const parsed: unknown = JSON.parse(error.message.slice(start));
      if (typeof parsed === 'object' && parsed !== null && 'exception_type' in parsed)
        return parsed as EngineError;
    } catch {
      // Not the JSON form: an interruption, for one, arrives as plain text.
    }
  }
  return undefined;
}

/** As Redshift reports that two transactions cannot both commit. */
export function serializationConflict({ target, queryId }: FailedStatement): SqlError {
  return new SqlError(
    `1023 Detail: Serializable isolation violation on table - ${target ?? 'unknown'}, ` +
      `transactions forming the cycle are: ${queryId}, ${queryId - 1} (pid:${queryId})`,
    '40001',
  );
}

/** A number that its type cannot hold, rather than something that is none. */
const TOO_LARGE =
  /out of range|^Could not cast value .* to DECIMAL|^Could not convert string '\s*[+-]?\d+\s*' to INT/;

/** Puts a DuckDB error into Redshift's words. */
export function sqlErrorOf(error: unknown, statement: FailedStatement): SqlError {
  if (error instanceof SqlError) return error;
  const engine = engineErrorOf(error);
  if (engine === undefined) {
    return new SqlError(error instanceof Error ? error.message : String(error), undefined, { cause: error });
  }
  const firstLine = engine.exception_message.split('\n', 1)[0] ?? '';
  const raised = /^\[(\w{5})\] (.*)$/.exec(firstLine);
  if (raised !== null) return new SqlError(raised[2] ?? '', raised[1], { cause: error });
  switch (engine.exception_type) {
    case 'Constraint':
      return constraintError(engine.exception_message, error);
    case 'TransactionContext':
    case 'Transaction':
      return serializationConflict(statement);
    case 'Dependency':
      return new SqlError(
        'cannot drop what other objects depend on. Hint: Use DROP ... CASCADE to drop the dependent objects too.',
        '2BP01',
        { cause: error },
      );
    case 'Catalog':
      return catalogError(engine, firstLine, error);
    case 'Binder':
      if (engine.error_subtype === 'COLUMN_NOT_FOUND') {
        return new SqlError(`column "${engine.name ?? ''}" does not exist`, '42703', { cause: error });
      }
      return bindingError(firstLine, error);
    case 'Parser':
      return new SqlError(firstLine, '42601', { cause: error });
    case 'Conversion':
      return new SqlError(firstLine, TOO_LARGE.test(firstLine) ? '22003' : '22P02', { cause: error });
    case 'Out of Range':
      return new SqlError(firstLine, '22003', { cause: error });
    case 'Invalid Input':
      return new SqlError(firstLine, '22023', { cause: error });
    default:
      return new SqlError(firstLine, undefined, { cause: error });
  }
}

/** The second: beside an output column of that name. */
const UNKNOWN_COLUMN =
  /^Table ".*" does not have a column named "([^"]*)"|^Column "([^"]*)" referenced that exists in the SELECT clause/;

function bindingError(firstLine: string, cause: unknown): SqlError {
  const unknown = UNKNOWN_COLUMN.exec(firstLine)
    ?.slice(1)
    .find((name) => name !== undefined);
  return unknown === undefined
    ? new SqlError(firstLine, '42000', { cause })
    : new SqlError(`column "${unknown}" does not exist`, '42703', { cause });
}

function catalogError(engine: EngineError, firstLine: string, cause: unknown): SqlError {
  const name = engine.name ?? '';
  if (engine.error_subtype === 'MISSING_ENTRY') {
    if (engine.type === 'Schema') return new SqlError(`schema "${name}" does not exist`, '3F000', { cause });
    if (engine.type === 'Table' || engine.type === 'View') {
      return new SqlError(`relation "${name}" does not exist`, '42P01', { cause });
    }
    return new SqlError(`function ${name}(...) does not exist`, '42883', { cause });
  }
  if (engine.error_subtype === 'ENTRY_ALREADY_EXISTS') {
    return new SqlError(`Relation "${name}" already exists`, '42P07', { cause });
  }
  const schema = /because schema "([^"]*)" does not exist/.exec(firstLine)?.[1];
  if (schema !== undefined) return new SqlError(`schema "${schema}" does not exist`, '3F000', { cause });
  return new SqlError(firstLine, '42000', { cause });
}

/** A length limit or NOT NULL that a row broke. Redshift has no other enforced constraints. */
export interface BrokenConstraint {
  readonly column: string;
  /** Set when the value was too long. */
  readonly maxBytes?: number;
}

/** The column and the limit, from the CHECK expressions that `column-definition.ts` writes. */
export const brokenConstraintOf = (error: unknown): BrokenConstraint | undefined =>
  brokenConstraint(engineErrorOf(error)?.exception_message ?? '');

function brokenConstraint(message: string): BrokenConstraint | undefined {
  const tooLong = /strlen\((?:"((?:[^"]|"")+)"|(\w+))\) <= (\d+)/.exec(message);
  if (tooLong !== null) {
    return {
      column: (tooLong[1] ?? tooLong[2] ?? '').replaceAll('""', '"'),
      maxBytes: Number(tooLong[3]),
    };
  }
  const missing = /^NOT NULL constraint failed: .*?([^.]+)$/.exec(message.split('\n', 1)[0] ?? '');
  return missing?.[1] === undefined ? undefined : { column: missing[1] };
}

function constraintError(message: string, cause: unknown): SqlError {
  const broken = brokenConstraint(message);
  if (broken === undefined) return new SqlError(message.split('\n', 1)[0] ?? '', '23000', { cause });
  if (broken.maxBytes === undefined) {
    return new SqlError(`Cannot insert a NULL value into column ${broken.column}`, '23502', { cause });
  }
  return new SqlError(`value too long for type character varying(${broken.maxBytes})`, '22001', { cause });
}
