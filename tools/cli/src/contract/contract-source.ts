import type { InferredColumn } from './narrowest-type.js';
import type { ContractDraft } from './infer-contract.js';

/** Formatted as the repository formats TypeScript, so that what is generated needs no second look. */
const lineWidth = 110;

/** The name that the contract is exported by. */
export function exportName(dataset: string): string {
  return dataset.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** The source of a contract, with questions where its author knows more than the file. */
export function contractSource(draft: ContractDraft): string {
  const { name, table, columns, nullTokens, file, candidateKeys } = draft;
  const builders = [...new Set(columns.map(({ builder }) => builder))].sort();
  const settings = file && Object.entries(file).map(([key, value]) => `${key}: ${literal(value)}`);
  const lines = [
    `import { ${builders.join(', ')} } from '../define-column.js';`,
    "import { defineDataset } from '../define-dataset.js';",
    '',
    `export const ${exportName(name)} = defineDataset({`,
    `  name: ${literal(name)},`,
    '  version: 1,',
    '  // One line for the data dictionary: what is a row?',
    "  description: '',",
    '  // Which schema? Readers who join on a column want it as `distKey`, who filter on one in `sortKeys`.',
    `  table: { schema: ${literal(table.schema)}, name: ${literal(table.name)} },`,
    '  columns: [',
    '    // Ranges, patterns, enumerations, descriptions, masks: see docs/contracts.md.',
    ...columns.flatMap(columnLines),
    '  ],',
    ...(nullTokens === undefined ? [] : [`  nullTokens: ${literal(nullTokens)},`]),
    ...(settings === undefined ? [] : [`  file: { ${settings.join(', ')} },`]),
    "  // Is each record a row? Or is the newest of a key the row: `{ mode: 'upsert', key: [...] }`? Or is each file the",
    "  // whole table: `{ mode: 'replace' }`?",
    ...(candidateKeys.length > 0
      ? [`  // No value was seen twice in ${candidateKeys.slice(0, 5).join(', ')}.`]
      : []),
    "  load: { mode: 'append' },",
    "  // Do producers send the same record twice? Then name what makes it one: `identity: { kind: 'event', … }`.",
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

function columnLines({ builder, name, options, remarks }: InferredColumn): string[] {
  const members = Object.entries(options).map(([key, value]) => `${key}: ${literal(value)}`);
  const head = `    ${builder}(${literal(name)}`;
  const line = members.length === 0 ? `${head}),` : `${head}, { ${members.join(', ')} }),`;
  return [
    ...remarks.map((remark) => `    // ${remark}`),
    ...(line.length <= lineWidth
      ? [line]
      : [`${head}, {`, ...members.map((member) => `      ${member},`), '    }),']),
  ];
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'string' ? textLiteral(value) : String(value);
}

/** In the quotes that need fewer escapes, single ones before double. */
function textLiteral(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1);
  const singles = value.split("'").length;
  const doubles = value.split('"').length;
  if (singles > doubles) return `"${escaped}"`;
  return `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
