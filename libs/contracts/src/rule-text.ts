import type { Column } from './column.js';

/** What a column asks for, in words: it stands beside every reject and in the data dictionary. */
export function ruleText(column: Column): string {
  const required = column.nullable ? 'optional ' : '';
  return required + typeRule(column);
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
