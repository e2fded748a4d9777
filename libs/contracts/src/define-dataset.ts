import type { Column, DecimalColumn } from './column.js';
import type { Dataset, DatasetDefinition } from './dataset.js';
import { readPattern } from './pattern.js';

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
    if (sources.has(column.from))
      problems.push(`column "${column.name}": source "${column.from}" is read twice`);
    names.add(column.name);
    sources.add(column.from);
    problems.push(...columnProblems(column).map((problem) => `column "${column.name}": ${problem}`));
  }
  const nullTokens = definition.nullTokens ?? ['\\N'];
  problems.push(...textProblems('nullTokens', nullTokens));
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
    if (name !== undefined && !names.has(name))
      problems.push(`column "${name}" is a dist or sort key but not defined`);
  const tsvQuote = definition.file?.tsvQuote ?? null;
  if (tsvQuote !== null && !/^[!-~]$/.test(tsvQuote))
    problems.push('tsvQuote is one printable ASCII character');
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
      if (!(Number.isInteger(column.minBytes) && column.minBytes >= 0))
        problems.push('minBytes counts from 0');
      if (column.minBytes > column.maxBytes) problems.push('minBytes exceeds maxBytes');
      if (column.pattern !== undefined) {
        const pattern = readPattern(column.pattern);
        if ('problem' in pattern) problems.push(pattern.problem);
      }
      if (column.enum?.length === 0) problems.push('enum is empty');
      problems.push(...textProblems('enum', column.enum ?? []));
      return problems;
    }
    case 'list':
      return [
        ...lengthProblems(column.maxBytes, maxListBytes),
        ...(/^[ -!#-~]$/.test(column.separator)
          ? []
          : ['separator is one printable ASCII character other than "']),
      ];
    case 'integer':
      return Number.isInteger(column.min) && Number.isInteger(column.max)
        ? rangeProblems(BigInt(column.min), BigInt(column.max), 32n)
        : ['min and max are integers'];
    case 'bigint':
      return wholeNumber.test(column.min) && wholeNumber.test(column.max)
        ? rangeProblems(BigInt(column.min), BigInt(column.max), 64n)
        : ['min and max are integers as digits'];
    case 'decimal':
      return decimalProblems(column);
    case 'boolean':
      return [
        ...(column.trueTexts.some((entry) => column.falseTexts.includes(entry))
          ? ['the same text is true and false']
          : []),
        ...(column.trueTexts.length > 0 && column.falseTexts.length > 0
          ? []
          : ['true and false need a text each']),
        ...textProblems('true and false', [...column.trueTexts, ...column.falseTexts]),
      ];
    case 'double':
    case 'date':
    case 'timestamp':
      return [];
  }
}

/** A list is staged as JSON text, where a character may take six bytes, in a VARCHAR of 65535. */
const maxListBytes = 10_900;

function lengthProblems(maxBytes: number, limit = 65535): string[] {
  return Number.isInteger(maxBytes) && maxBytes >= 1 && maxBytes <= limit
    ? []
    : [`maxBytes is 1 to ${limit}`];
}

const wholeNumber = /^-?[0-9]{1,20}$/;

function rangeProblems(min: bigint, max: bigint, bits: bigint): string[] {
  const limit = 1n << (bits - 1n);
  return [
    ...(min > max ? ['min exceeds max'] : []),
    ...(min < -limit || max >= limit ? [`min and max must fit ${bits} bits`] : []),
  ];
}

function decimalProblems({ precision, scale, min, max }: DecimalColumn): string[] {
  const problems: string[] = [];
  if (!(Number.isInteger(precision) && precision >= 1 && precision <= 18))
    problems.push('precision is 1 to 18');
  if (!(Number.isInteger(scale) && scale >= 0 && scale <= precision))
    problems.push('scale is 0 to precision');
  const bounds = [min, max].filter((bound) => bound !== undefined);
  for (const bound of bounds) {
    const fraction = bound.split('.')[1];
    if (!/^-?[0-9]{1,18}(?:\.[0-9]+)?$/.test(bound)) problems.push(`bound "${bound}" is not a plain decimal`);
    else if ((fraction?.length ?? 0) > scale)
      problems.push(`bound "${bound}" has more digits than the scale`);
  }
  if (min !== undefined && max !== undefined && Number(min) > Number(max)) problems.push('min exceeds max');
  return problems;
}

/** Texts of a contract stand in SQL, where NUL cannot, and in files, where lone surrogates cannot. */
function textProblems(what: string, texts: readonly string[]): string[] {
  return texts.some((entry) => entry.includes('\0') || !entry.isWellFormed())
    ? [`${what}: a text with NUL or a lone surrogate`]
    : [];
}
