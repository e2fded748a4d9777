import type { BatchRow, RowBatchContent } from './row-batch.js';

/**
 * A row as it stands in a batch's content.
 * @param id what its record id has behind the content's prefix
 */
export const batchRowText = (id: string, { arrivedAt, values }: Omit<BatchRow, 'recordId'>): string =>
  JSON.stringify([id, arrivedAt, ...values]);

/** A batch's content of rows and rejects that are JSON already: what `rowBatchContentSchema` reads, before it is compressed. */
export const joinRowBatchText = ({
  columns,
  recordIdPrefix,
  rows,
  rejects,
}: {
  readonly columns?: readonly string[] | undefined;
  readonly recordIdPrefix: string;
  readonly rows: readonly string[];
  readonly rejects: readonly string[];
}): string => {
  const named = columns === undefined ? '' : `"columns":${JSON.stringify(columns)},`;
  return `{${named}"recordIdPrefix":${JSON.stringify(recordIdPrefix)},"rows":[${rows.join(',')}],"rejects":[${rejects.join(',')}]}`;
};

/** A batch's content as JSON: `rowBatchContentSchema` gives it back. */
export const rowBatchText = ({ columns, rows, rejects }: RowBatchContent): string =>
  joinRowBatchText({
    columns,
    recordIdPrefix: '',
    rows: rows.map((row) => batchRowText(row.recordId, row)),
    rejects: rejects.map((reject) => JSON.stringify(reject)),
  });
