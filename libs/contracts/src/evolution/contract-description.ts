import * as z from 'zod';
import type { Column, Derivation } from '../column.js';
import { encodings, type Dataset, type FileFormat, type Identity, type LoadMode } from '../dataset.js';
import { redshiftType } from '../table-columns.js';

/** A column with what follows from the rest of its contract. */
export type ColumnDescription = Column & {
  /** Its own null tokens or the dataset's, so that it does not matter where they are declared. */
  readonly nullTokens: readonly string[];
  /** Its type in the target table, its mask applied; null of a dropped column, which the table does not have. */
  readonly tableType: string | null;
};

/**
 * A contract as plain data: all that producers, readers and loaded data depend on. Two contracts with the same
 * description judge alike and have the same table. Snapshots hold it as JSON.
 */
export interface ContractDescription {
  readonly name: string;
  readonly version: number;
  /** Absent when it is 1. */
  readonly acceptsFrom?: number;
  readonly description: string;
  readonly table: Dataset['table'];
  readonly file: FileFormat;
  readonly load: LoadMode;
  readonly identity: Identity;
  readonly maxRejectRatio: number;
  readonly columns: readonly ColumnDescription[];
}

/** The description of a contract; its keys stand in the same order every time. */
export function describeContract(dataset: Dataset): ContractDescription {
  const { name, version, acceptsFrom, description, table, file, load, identity, maxRejectRatio } = dataset;
  return {
    name,
    version,
    ...(acceptsFrom === 1 ? {} : { acceptsFrom }),
    description,
    table: {
      schema: table.schema,
      name: table.name,
      ...(table.distKey === undefined ? {} : { distKey: table.distKey }),
      ...(table.distStyle === undefined ? {} : { distStyle: table.distStyle }),
      sortKeys: table.sortKeys,
      ...(table.encodings === undefined ? {} : { encodings: table.encodings }),
    },
    file: { format: file.format, tsvQuote: file.tsvQuote, csvDelimiter: file.csvDelimiter },
    load,
    identity,
    maxRejectRatio,
    columns: dataset.columns.map((column) => describeColumn(column, dataset.nullTokens)),
  };
}

function describeColumn(column: Column, datasetNullTokens: readonly string[]): ColumnDescription {
  const { name, from, type, nullable, description, trim, nullTokens = datasetNullTokens, ...rest } = column;
  const tableType = column.mask === 'drop' ? null : redshiftType(column);
  const described = { name, from, type, nullable, tableType, description, trim, nullTokens, ...rest };
  return described as ColumnDescription;
}

const derivation: z.ZodType<Derivation> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('day'), of: z.string() }),
  z.object({ kind: z.literal('instant'), of: z.string(), unit: z.enum(['seconds', 'milliseconds']) }),
  z.object({ kind: z.enum(['lower', 'upper']), of: z.string() }),
  z.object({ kind: z.literal('concat'), of: z.array(z.string()), separator: z.string() }),
]);

const columnBase = z.object({
  name: z.string(),
  from: z.string(),
  nullable: z.boolean(),
  tableType: z.string().nullable(),
  description: z.string(),
  trim: z.boolean(),
  nullTokens: z.array(z.string()),
  mask: z.enum(['sha256', 'drop', 'redact']).optional(),
  default: z.string().optional(),
  derive: derivation.optional(),
});
const texts = z.array(z.string());

const columnSchema: z.ZodType<ColumnDescription> = z.discriminatedUnion('type', [
  columnBase.extend({
    type: z.literal('text'),
    minBytes: z.number(),
    maxBytes: z.number(),
    pattern: z.string().optional(),
    enum: texts.optional(),
  }),
  columnBase.extend({ type: z.literal('integer'), min: z.number(), max: z.number() }),
  columnBase.extend({ type: z.literal('bigint'), min: z.string(), max: z.string() }),
  columnBase.extend({
    type: z.literal('decimal'),
    precision: z.number(),
    scale: z.number(),
    min: z.string().optional(),
    max: z.string().optional(),
  }),
  columnBase.extend({ type: z.literal('boolean'), trueTexts: texts, falseTexts: texts }),
  columnBase.extend({ type: z.enum(['double', 'date', 'timestamp']) }),
  columnBase.extend({ type: z.literal('list'), separator: z.string(), maxBytes: z.number() }),
  columnBase.extend({ type: z.literal('json'), maxBytes: z.number() }),
]);

const descriptionSchema: z.ZodType<ContractDescription> = z.object({
  name: z.string(),
  version: z.number().int().positive(),
  acceptsFrom: z.number().int().positive().optional(),
  description: z.string(),
  table: z.object({
    schema: z.string(),
    name: z.string(),
    distKey: z.string().optional(),
    distStyle: z.enum(['all', 'even']).optional(),
    sortKeys: texts,
    encodings: z.record(z.string(), z.enum(encodings)).optional(),
  }),
  file: z.object({
    format: z.enum(['tsv', 'csv', 'ndjson', 'parquet']),
    tsvQuote: z.string().nullable(),
    csvDelimiter: z.enum([',', ';', '|', '\t']),
  }),
  load: z.discriminatedUnion('mode', [
    z.object({ mode: z.literal('append') }),
    z.object({
      mode: z.literal('upsert'),
      key: texts,
      versionColumn: z.string().optional(),
      tombstoneColumn: z.string().optional(),
    }),
    z.object({ mode: z.literal('replace'), allowEmpty: z.boolean().optional() }),
  ]),
  identity: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('delivery') }),
    z.object({ kind: z.literal('event'), columns: texts, windowSeconds: z.number() }),
  ]),
  maxRejectRatio: z.number(),
  columns: z.array(columnSchema),
});

/** Reads what `describeContract` gave and JSON kept; what is wrong with it otherwise, in one line. */
export function readContractDescription(
  value: unknown,
): { readonly description: ContractDescription } | { readonly problem: string } {
  const { data, error } = descriptionSchema.safeParse(value);
  if (data) return { description: data };
  const [issue] = error?.issues ?? [];
  return { problem: `${issue?.path.join('.') || 'the whole'}: ${issue?.message}` };
}
