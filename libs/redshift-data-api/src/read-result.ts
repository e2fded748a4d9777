import { GetStatementResultCommand, type ColumnMetadata, type Field } from '@aws-sdk/client-redshift-data';
import { Backoff } from './backoff.js';
import { StatementLostError } from './errors.js';
import { requestFaultOf } from './request-fault.js';
import type { RunSettings } from './statement-run.js';

/** Integers and floats as numbers, NUMERIC as its digits, times as the warehouse writes them. */
export type Value = string | number | boolean | null;

export interface ResultColumn {
  readonly name: string;
  /** The warehouse's word: `int8`, `varchar`, `numeric`, `timestamp`. */
  readonly typeName: string;
}

export interface Result {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Value[])[];
}

/**
 * Reads every page of a finished statement's result; what fails for now is asked again.
 * @throws {StatementLostError} the statement has ended, but its result cannot be had
 */
export async function readResult(settings: RunSettings, id: string): Promise<Result> {
  const rows: Value[][] = [];
  let columns: ResultColumn[] = [];
  let page: string | undefined;
  do {
    const answer = await readPage(settings, id, page);
    columns = columns.length > 0 ? columns : (answer.ColumnMetadata ?? []).map(columnOf);
    for (const record of answer.Records ?? []) rows.push(record.map(valueOf));
    page = answer.NextToken;
  } while (page !== undefined && page !== '');
  return { columns, rows };
}

async function readPage(
  { client, polling, graceSeconds }: RunSettings,
  id: string,
  page: string | undefined,
) {
  const backoff = new Backoff(polling);
  const deadline = performance.now() + graceSeconds * 1000;
  for (;;) {
    try {
      return await client.send(
        new GetStatementResultCommand({ Id: id, ...(page === undefined ? {} : { NextToken: page }) }),
      );
    } catch (error) {
      const { kind, code } = requestFaultOf(error);
      if (kind === 'refused' || performance.now() >= deadline)
        throw new StatementLostError('the result cannot be read', { code, cause: error });
    }
    await backoff.wait();
  }
}

const columnOf = ({ label, name, typeName }: ColumnMetadata): ResultColumn => ({
  name: label ?? name ?? '',
  typeName: typeName ?? '',
});

function valueOf(field: Field): Value {
  if (field.isNull) return null;
  if (field.stringValue !== undefined) return field.stringValue;
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.doubleValue !== undefined) return field.doubleValue;
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString('base64');
  return field.longValue ?? null;
}
