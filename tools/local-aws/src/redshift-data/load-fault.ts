/** Why a row of text cannot be loaded. */
export interface LoadFault {
  /** Redshift's code: https://docs.aws.amazon.com/redshift/latest/dg/r_Load_Error_Reference.html */
  readonly code: number;
  readonly message: string;
  /** Place in the field, from 0. */
  readonly position?: number;
}

/** What Redshift's messages say of each kind of fault; the codes stand in its documentation, some texts do not. */
export const FAULTS = {
  extraColumns: { code: 1202, message: 'Extra column(s) found' },
  missingColumns: { code: 1214, message: 'Delimiter not found' },
  tooLong: { code: 1204, message: 'String length exceeds DDL length' },
  date: { code: 1205, message: 'Invalid Date Format' },
  timestamp: { code: 1206, message: 'Invalid timestamp format or value' },
  boolean: { code: 1210, message: 'Unknown boolean format' },
  missingValue: { code: 1213, message: 'Missing data for not-null field' },
  quotes: { code: 1214, message: 'Invalid quote formatting for CSV' },
  json: { code: 1216, message: 'Invalid JSON' },
  nulByte: { code: 1216, message: 'Invalid line: it contains a NUL' },
  utf8: { code: 1220, message: 'String contains invalid or unsupported UTF8 codepoints' },
  superJson: { code: 1224, message: 'Invalid JSON for a SUPER column' },
} as const satisfies Record<string, LoadFault>;

/** A character that stands where none of a number can. */
export const invalidDigit = (code: number, character: string, position: number, type: string): LoadFault => ({
  code,
  message: `Invalid digit, Value '${character}', Pos ${position}, Type: ${type}`,
  position,
});

export const overflow = (code: number, value: string, type: string): LoadFault => ({
  code,
  message: `Overflow, Value '${value}', Type: ${type}`,
});
