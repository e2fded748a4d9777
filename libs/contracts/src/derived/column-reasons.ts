import { acceptsNull } from '../accepts-null.js';
import type { Column } from '../column.js';
import type { ReasonCode } from '../reason.js';

/** The codes that a column can give, in the order of judgement. */
export function reasonsOf(column: Column): ReasonCode[] {
  return [
    ...(acceptsNull(column) ? [] : (['missing_value'] as const)),
    ...(column.derive ? [] : (['invalid_character'] as const)),
    ...formReasons(column).filter((reason) => column.derive === undefined || !ofJson.has(reason)),
  ];
}

/** Of JSON values other than strings alone; a derived column reads text. */
const ofJson: ReadonlySet<ReasonCode> = new Set(['not_text', 'inexact_number']);

function formReasons(column: Column): ReasonCode[] {
  switch (column.type) {
    case 'text':
      return [
        'not_text',
        'inexact_number',
        ...(column.minBytes > 0 ? (['too_short'] as const) : []),
        'too_long',
        ...(column.pattern === undefined ? [] : (['pattern_mismatch'] as const)),
        ...(column.enum === undefined ? [] : (['not_in_enum'] as const)),
      ];
    case 'integer':
      return ['not_integer', 'out_of_range'];
    case 'bigint':
      return ['not_integer', 'inexact_number', 'out_of_range'];
    case 'decimal':
      return ['not_decimal', 'inexact_number', 'out_of_range'];
    case 'double':
      return ['not_double', 'out_of_range'];
    case 'boolean':
      return ['not_boolean'];
    case 'date':
      return ['not_date'];
    case 'timestamp':
      return ['not_timestamp'];
    case 'list':
      return ['not_list', 'inexact_number', 'too_long'];
    case 'json':
      return ['not_json', 'inexact_number', 'too_long'];
  }
}
