import type { CopyContext } from './copy.js';
import type { LoadFailure } from './load-failure.js';
import { quoteLiteral } from './sql/tokens.js';

/** Keeps a failed load's reason outside the transaction that rolls back. */
export async function recordLoadError(failure: LoadFailure, context: CopyContext): Promise<void> {
  const { column, source } = failure;
  const values = [
    100,
    context.queryId,
    context.queryId,
    context.queryId,
    quoteLiteral(context.database),
    0,
    `TIMESTAMP '${new Date(context.now()).toISOString().slice(0, -1).replace('T', ' ')}'`,
    context.queryId,
    quoteLiteral(source.url),
    0,
    quoteLiteral(column?.name ?? ''),
    quoteLiteral(column?.type.stored.toLowerCase() ?? ''),
    quoteLiteral(String(column?.type.maxBytes ?? '')),
    0,
    failure.code,
    quoteLiteral(failure.message.slice(0, 512)),
  ];
  await context.warehouse.execute(`INSERT INTO main.sys_load_error_detail VALUES (${values.join(', ')})`);
}
