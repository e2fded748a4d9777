import {
  ContractError,
  defineDataset,
  recordValidator,
  text,
  type Dataset,
  type FileFormat,
} from '@sluice/contracts';
import { CliError } from '../cli-error.js';
import { inferColumn, usualNullTokens } from './infer-column.js';
import { buildColumn, type InferredColumn } from './narrowest-type.js';
import type { FileSample } from './read-sample.js';

/** What the source of a contract is written from. */
export interface ContractDraft {
  readonly name: string;
  readonly table: { readonly schema: string; readonly name: string };
  readonly columns: readonly InferredColumn[];
  /** Undefined where the default is meant. */
  readonly nullTokens?: readonly string[];
  readonly file?: Partial<FileFormat>;
  /** Names of required columns in which no value was seen twice. */
  readonly candidateKeys: readonly string[];
}

/** A contract that takes what the sample holds. */
export function inferContract(name: string, sample: FileSample): ContractDraft {
  const names = columnNames(sample.sources);
  const valuesOf = (source: string) => sample.records.map((record) => record[source]);
  const columns = sample.sources.map((source, index) =>
    inferColumn(names[index] ?? '', source, valuesOf(source)),
  );
  const seen = usualNullTokens.filter((token) =>
    sample.records.some((record) => Object.values(record).includes(token)),
  );
  const { format, csvDelimiter = ',', tsvQuote } = sample.file;
  return {
    ...emptyDraft(name),
    columns,
    ...(seen.length === 0 || (seen.length === 1 && seen[0] === '\\N') ? {} : { nullTokens: seen }),
    file: {
      format,
      ...(csvDelimiter === ',' ? {} : { csvDelimiter }),
      ...(tsvQuote === undefined ? {} : { tsvQuote }),
    },
    candidateKeys: sample.records.length < 2 ? [] : columns.filter(isKey).map((column) => column.name),
  };

  function isKey({ builder, options, name: column }: InferredColumn): boolean {
    if (options.nullable || builder === 'list' || builder === 'json' || builder === 'double') return false;
    const source = options.from ?? column;
    return new Set(valuesOf(source).map(String)).size === sample.records.length;
  }
}

/** A contract of one column, for its author to go on from. */
export function emptyDraft(name: string): ContractDraft {
  return {
    name,
    table: { schema: 'public', name: tableName(snakeCase(name)) },
    columns: [
      { builder: 'text', name: 'id', options: { maxBytes: 64 }, remarks: ['The columns: one line each.'] },
    ],
    candidateKeys: [],
  };
}

/** @throws {CliError} when the file has something that no contract can take */
export function draftedDataset({ columns, candidateKeys: _, ...draft }: ContractDraft): Dataset {
  try {
    return defineDataset({
      ...draft,
      version: 1,
      columns: columns.map(buildColumn),
      load: { mode: 'append' },
    });
  } catch (error) {
    if (error instanceof ContractError)
      throw new CliError(`no contract can be made of this: ${error.problems.join('; ')}`, 1, {
        cause: error,
      });
    throw error;
  }
}

/** How many records of a sample the contract accepts. */
export function acceptedRecords(draft: ContractDraft, { records }: FileSample): number {
  // Nothing is masked, so nothing is hashed.
  const validate = recordValidator(draftedDataset(draft), () => '');
  return records.filter((record) => validate(record).ok).length;
}

/** Names in the table: snake case, distinct, not reserved. */
function columnNames(sources: readonly string[]): string[] {
  const taken = new Set<string>();
  return sources.map((source, index) => {
    const snake = snakeCase(source).slice(0, 90);
    const plain = snake === '' ? `column_${index + 1}` : /^[a-z]/.test(snake) ? snake : `c_${snake}`;
    const base = isRefused(plain) ? `${plain}_value` : plain;
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    return name;
  });
}

function snakeCase(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Not a reserved word. */
const tableName = (name: string): string => (isDefined({ table: name }) ? name : `${name}_rows`);

/** Whether a contract may not have a column of the name, a reserved word for example. */
const isRefused = (name: string): boolean => !isDefined({ column: name });

/** Whether the smallest contract can be defined with a table or a column of the name. */
function isDefined({ table = 't', column = 'c' }): boolean {
  try {
    defineDataset({
      name: 'probe',
      version: 1,
      table: { schema: 's', name: table },
      columns: [text(column, { maxBytes: 1 })],
      load: { mode: 'append' },
    });
    return true;
  } catch (error) {
    if (error instanceof ContractError) return false;
    throw error;
  }
}
