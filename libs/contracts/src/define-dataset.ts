import { columnProblems } from './checks/column-problems.js';
import { derivationProblems } from './checks/derivation-problems.js';
import { fileProblems } from './checks/file-problems.js';
import { columnNameProblems, nameProblems } from './checks/identifier-problems.js';
import { keyProblems } from './checks/key-problems.js';
import { tableProblems } from './checks/table-problems.js';
import { repeated, textProblems } from './checks/text-problems.js';
import type { Dataset, DatasetDefinition, Identity } from './dataset.js';
import { sourceColumns } from './derivation.js';

/** A contract that cannot hold; thrown where it is defined, so at start-up and in CI. Lists every problem. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(
    readonly dataset: string,
    /** One for each rule that is broken, naming the column where there is one. */
    readonly problems: readonly string[],
  ) {
    super(`contract ${dataset}: ${problems.join('; ')}`);
  }
}

const defaultNullTokens = ['\\N'];

/**
 * Checks a contract and fills its defaults.
 * @throws {ContractError} naming each column and rule that cannot hold, all at once
 */
export function defineDataset(definition: DatasetDefinition): Dataset {
  return fillDefaults(definition, [...tableProblems(definition), ...problemsOf(definition)]);
}

/** A dataset without columns, whose records are all bad. */
export function defineRejectsOnly(definition: Omit<DatasetDefinition, 'columns'>): Dataset {
  const whole = { ...definition, columns: [] };
  return fillDefaults(whole, problemsOf(whole));
}

function problemsOf(definition: DatasetDefinition): string[] {
  const { columns, nullTokens = defaultNullTokens, identity, maxRejectRatio = 0 } = definition;
  return [
    ...nameProblems(definition),
    ...(Number.isInteger(definition.version) && definition.version >= 1 ? [] : ['version counts from 1']),
    ...acceptanceProblems(definition),
    ...repeated(columns.map(({ name }) => name)).map((name) => `column "${name}": defined twice`),
    ...repeated(sourceColumns({ columns }).map(({ from }) => from)).map(
      (from) => `source "${from}": read by two columns`,
    ),
    ...columns.flatMap((column, position) =>
      [
        ...columnNameProblems(column.name),
        ...columnProblems(column, nullTokens),
        ...derivationProblems(columns, position),
      ].map((problem) => `column "${column.name}": ${problem}`),
    ),
    ...textProblems('nullTokens', nullTokens),
    ...keyProblems(definition),
    ...fileProblems(definition, nullTokens),
    ...windowProblems(identity),
    ...(maxRejectRatio >= 0 && maxRejectRatio <= 1 ? [] : ['maxRejectRatio lies between 0 and 1']),
  ];
}

function acceptanceProblems({ version, acceptsFrom = 1 }: DatasetDefinition): string[] {
  return Number.isInteger(acceptsFrom) && acceptsFrom >= 1 && acceptsFrom <= Math.max(1, version)
    ? []
    : ['acceptsFrom is a version, from 1 to the contract’s own'];
}

const longestWindowSeconds = 100 * 366 * 24 * 60 * 60;

function windowProblems(identity: Identity | undefined): string[] {
  if (identity?.kind !== 'event') return [];
  const { windowSeconds } = identity;
  return Number.isInteger(windowSeconds) && windowSeconds >= 1 && windowSeconds <= longestWindowSeconds
    ? []
    : [`windowSeconds is whole seconds, 1 to ${longestWindowSeconds}`];
}

function fillDefaults(definition: DatasetDefinition, problems: readonly string[]): Dataset {
  if (problems.length > 0) throw new ContractError(definition.name, problems);
  return {
    name: definition.name,
    version: definition.version,
    acceptsFrom: definition.acceptsFrom ?? 1,
    description: definition.description ?? '',
    table: { ...definition.table, sortKeys: definition.table.sortKeys ?? [] },
    columns: definition.columns,
    nullTokens: definition.nullTokens ?? defaultNullTokens,
    file: { format: 'tsv', tsvQuote: null, csvDelimiter: ',', ...definition.file },
    load: definition.load,
    identity: definition.identity ?? { kind: 'delivery' },
    maxRejectRatio: definition.maxRejectRatio ?? 0.1,
  };
}
