import type { Column } from './column.js';
import type { Dataset, DatasetDefinition } from './dataset.js';

/** A contract that cannot hold; thrown where it is defined, so at start-up and in CI. Lists every problem. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(
    readonly dataset: string,
    readonly problems: readonly string[],
  ) {
    super(`contract ${dataset}: ${problems.join('; ')}`);
  }
}

const identifier = /^[a-z][a-z0-9_]{0,99}$/;
const datasetName = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Look-around, back-references, named groups, flags and non-greedy classes are read differently, or not at all, by RE2. */
const outsideCommonSubset = /\(\?(?!:)|\\[1-9]|\\k<|\\[pPuUxcCbBAzZQE]|\[\[:|[^\\]\^.|^[^^]|\$./s;

/**
 * Checks a contract and fills its defaults.
 * @throws {ContractError} naming each column and rule that cannot hold
 */
export function defineDataset(definition: DatasetDefinition): Dataset {
  const problems: string[] = [];
  const names = new Set<string>();
  const sources = new Set<string>();
  if (!datasetName.test(definition.name)) problems.push(`name "${definition.name}" is not kebab case`);
  if (!Number.isInteger(definition.version) || definition.version < 1) problems.push('version counts from 1');
  for (const part of [definition.table.schema, definition.table.name])
    if (!identifier.test(part)) problems.push(`table part "${part}" is not a lower-case identifier`);
  for (const column of definition.columns) {
    if (!identifier.test(column.name)) problems.push(`column "${column.name}": not a lower-case identifier`);
    if (names.has(column.name)) problems.push(`column "${column.name}": defined twice`);
    if (sources.has(column.from)) problems.push(`column "${column.name}": source "${column.from}" is read twice`);
    names.add(column.name);
    sources.add(column.from);
    problems.push(...columnProblems(column).map((problem) => `column "${column.name}": ${problem}`));
  }
  const nullTokens = definition.nullTokens ?? ['\\N'];
  const { load, identity = { kind: 'delivery' } } = definition;
  const required = [
    ...(load.mode === 'upsert' ? [...load.key, ...(load.versionColumn ? [load.versionColumn] : [])] : []),
    ...(identity.kind === 'event' ? identity.columns : []),
  ];
  if (load.mode === 'upsert' && load.key.length === 0) problems.push('upsert needs a key');
  for (const name of required) {
    const column = definition.columns.find((candidate) => candidate.name === name);
    if (!column) problems.push(`column "${name}" is used as key or identity but not defined`);
    else if (column.nullable) problems.push(`column "${name}": a key or identity cannot be nullable`);
  }
  for (const name of [definition.table.distKey, ...(definition.table.sortKeys ?? [])])
    if (name !== undefined && !names.has(name)) problems.push(`column "${name}" is a dist or sort key but not defined`);
  const maxRejectRatio = definition.maxRejectRatio ?? 0.1;
  if (!(maxRejectRatio >= 0 && maxRejectRatio <= 1)) problems.push('maxRejectRatio lies between 0 and 1');
  if (problems.length > 0) throw new ContractError(definition.name, problems);
  return {
    name: definition.name,
    version: definition.version,
    description: definition.description ?? '',
    table: { ...definition.table, sortKeys: definition.table.sortKeys ?? [] },
    columns: definition.columns,
    nullTokens,
    file: { format: 'tsv', tsvQuote: null, ...definition.file },
    load,
    identity,
    maxRejectRatio,
  };
}

function columnProblems(column: Column): string[] {
  switch (column.type) {
    case 'text': {
      const problems = lengthProblems(column.maxBytes);
      if (column.minBytes > column.maxBytes) problems.push('minBytes exceeds maxBytes');
      if (column.pattern !== undefined) problems.push(...patternProblems(column.pattern));
      if (column.enum?.length === 0) problems.push('enum is empty');
      return problems;
    }
    case 'list':
      return [
        ...lengthProblems(column.maxBytes),
        ...(/^[ -!#-~]$/.test(column.separator) ? [] : ['separator is one printable ASCII character other than "']),
      ];
    case 'integer':
      return column.min > column.max ? ['min exceeds max'] : [];
    case 'bigint':
      return BigInt(column.min) > BigInt(column.max) ? ['min exceeds max'] : [];
    case 'decimal':
      return [
        ...(column.precision >= 1 && column.precision <= 18 ? [] : ['precision is 1 to 18']),
        ...(column.scale >= 0 && column.scale <= column.precision ? [] : ['scale is 0 to precision']),
      ];
    case 'boolean':
      return column.trueTexts.some((entry) => column.falseTexts.includes(entry))
        ? ['the same text is true and false']
        : [];
    case 'double':
    case 'date':
    case 'timestamp':
      return [];
  }
}

function lengthProblems(maxBytes: number): string[] {
  return Number.isInteger(maxBytes) && maxBytes >= 1 && maxBytes <= 65535 ? [] : ['maxBytes is 1 to 65535'];
}

function patternProblems(pattern: string): string[] {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$'))
    return ['pattern must be anchored with ^ and $'];
  if (outsideCommonSubset.test(pattern)) return ['pattern leaves the subset that RE2 and JavaScript share'];
  try {
    new RegExp(pattern, 'u');
    return [];
  } catch {
    return ['pattern is not a regular expression'];
  }
}
