import type { Column, Derivation } from './column.js';

/** What a column asks for, in words: it stands beside every reject and in the data dictionary. */
export function ruleText(column: Column): string {
  const { nullable, default: entry, derive } = column;
  const required = nullable && entry === undefined ? 'optional ' : '';
  const instead = entry === undefined ? '' : `, ${JSON.stringify(entry)} instead of null`;
  return required + typeRule(column) + (derive ? `, ${derivationText(derive)}` : '') + instead;
}

/** How a derived column is made, in words. */
export function derivationText(derivation: Derivation): string {
  switch (derivation.kind) {
    case 'day':
      return `UTC day of ${derivation.of}`;
    case 'instant':
      return `${derivation.of} as ${derivation.unit} since 1970-01-01T00:00:00Z`;
    case 'lower':
      return `${derivation.of} in lower case (ASCII)`;
    case 'upper':
      return `${derivation.of} in upper case (ASCII)`;
    case 'concat':
      return `${derivation.of.join(', ')} joined by ${JSON.stringify(derivation.separator)}`;
  }
}

function typeRule(column: Column): string {
  switch (column.type) {
    case 'text': {
      const parts = [`text of ${column.minBytes} to ${column.maxBytes} bytes`];
      if (column.pattern !== undefined) parts.push(`matching ${column.pattern}`);
      if (column.enum !== undefined) parts.push(`one of ${column.enum.join(', ')}`);
      return parts.join(', ');
    }
    case 'integer':
      return `integer from ${column.min} to ${column.max}`;
    case 'bigint':
      return `integer from ${column.min} to ${column.max}`;
    case 'decimal':
      return `decimal(${column.precision},${column.scale})${column.min === undefined ? '' : ` from ${column.min}`}${column.max === undefined ? '' : ` to ${column.max}`}`;
    case 'double':
      return 'number';
    case 'boolean':
      return `${column.trueTexts.join(', ')} for true, ${column.falseTexts.join(', ')} for false`;
    case 'date':
      return 'date as YYYY-MM-DD';
    case 'timestamp':
      return 'timestamp with offset as YYYY-MM-DDTHH:MM:SS[.ffffff](Z|±HH:MM)';
    case 'list':
      return `items separated by ${JSON.stringify(column.separator)}, at most ${column.maxBytes} bytes`;
    case 'json':
      return `JSON of at most ${column.maxBytes} bytes`;
  }
}
