import { createHash } from 'node:crypto';
import type { Column, Dataset } from '@sluice/contracts';

/**
 * The partition key of a dataset's record, of its JSON text and, where that is an object, its value. Versions of one
 * key go to one shard, so that they stay in order; events spread over all shards, and a repeated one meets its first.
 */
export function partitionKeyOf(
  dataset: Dataset,
): (text: Uint8Array, value: Readonly<Record<string, unknown>> | undefined) => string {
  const { load } = dataset;
  if (load.mode !== 'upsert') return digest;
  const fields = load.key.flatMap((name) => fieldsOf(dataset, name));
  return (text, value) => {
    if (value === undefined) return digest(text);
    const key = fields.map((field) => (Object.hasOwn(value, field) ? (value[field] ?? null) : null));
    return digest(JSON.stringify(key));
  };
}

/** Fields of the source that a column is read from, those of its sources where it is derived. */
function fieldsOf({ columns }: Dataset, name: string): readonly string[] {
  const find = (wanted: string): Column | undefined => columns.find((column) => column.name === wanted);
  const column = find(name);
  return column?.derive === undefined
    ? [column?.from ?? name]
    : [column.derive.of].flat().map((source) => find(source)?.from ?? source);
}

const digest = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex').slice(0, 32);
