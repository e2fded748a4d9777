import type { Cell } from '../load/ledger.js';

/** What PostgreSQL lacks of Redshift. GETDATE is the time of the statement, without zone. */
export const redshiftInPostgres = [
  'CREATE DOMAIN super AS jsonb',
  `CREATE FUNCTION json_parse(t text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS 'SELECT t::jsonb'`,
  `CREATE FUNCTION getdate() RETURNS timestamp LANGUAGE sql STABLE AS 'SELECT statement_timestamp()::timestamp(0)'`,
];

/** Ends what a session leaves. */
export const endSession = ['ROLLBACK', 'DISCARD TEMP', 'RESET statement_timeout'];

/** A load has few rows and many joins: in the order in which they stand they need little planning. */
export const planner = { join_collapse_limit: '1', from_collapse_limit: '1' };

const asText = (text: string): Cell => text;
const asNumber = (text: string): Cell => Number(text);
const asJson = (text: string): Cell => JSON.stringify(JSON.parse(text));

/** Cells by type of column: as the other engines give them. */
export const cellReaders: Readonly<Record<number, (text: string) => Cell>> = {
  16: (text) => text === 't',
  20: asText,
  21: asNumber,
  23: asNumber,
  701: asNumber,
  1082: asText,
  1114: asText,
  1700: asText,
  3802: asJson,
};
