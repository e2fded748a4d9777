import { distributionOf, sortKeysOf } from './compare-contracts.js';
import type { ContractDescription } from './contract-description.js';

/** A statement that brings the table that stands to the contract; loaded rows keep their values. */
export interface MigrationStatement {
  readonly sql: string;
  readonly purpose: string;
  /** `planMigration` of redshift-loading plans it by itself; otherwise a person runs it with the deployment. */
  readonly isAutomatic: boolean;
}

/**
 * What a change asks of the table in Redshift, as far as it can be altered in place: nullable columns that came,
 * texts that may be longer, keys. It does nothing for breaking changes; those are a person's decision. A default is one
 * of records, not of the table: it is not claimed of rows that were loaded before it.
 * `ALTER COLUMN … TYPE` and keys cannot be altered inside a transaction with other statements, so each statement
 * runs on its own.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html
 */
export function additiveMigration(
  previous: ContractDescription,
  current: ContractDescription,
): readonly MigrationStatement[] {
  const { schema, name } = current.table;
  if (schema !== previous.table.schema || name !== previous.table.name) return [];
  const alter = `ALTER TABLE ${quote(schema)}.${quote(name)}`;
  const statements: MigrationStatement[] = [];
  const { encodings = {} } = current.table;
  for (const { name: column, tableType, nullable } of current.columns) {
    const old = previous.columns.find((each) => each.name === column);
    if (tableType === null) continue;
    if (old === undefined && nullable)
      statements.push({
        sql: `${alter} ADD COLUMN ${quote(column)} ${tableType}${encodings[column] === undefined ? '' : ` ENCODE ${encodings[column].toUpperCase()}`}`,
        purpose: `column ${column} of ${schema}.${name}`,
        isAutomatic: true,
      });
    else if (old !== undefined && lengthOf(tableType) > lengthOf(old.tableType))
      statements.push({
        sql: `${alter} ALTER COLUMN ${quote(column)} TYPE ${tableType}`,
        purpose: `longer texts in ${column} of ${schema}.${name}`,
        isAutomatic: true,
      });
  }
  const hadColumn = (column: string) => previous.columns.some(({ name }) => name === column);
  return [...statements, ...keyStatements(previous, current, alter, hadColumn)];
}

function keyStatements(
  { table: before }: ContractDescription,
  { table: after }: ContractDescription,
  alter: string,
  hadColumn: (column: string) => boolean,
): MigrationStatement[] {
  const statements: MigrationStatement[] = [];
  if (distributionOf(before) !== distributionOf(after))
    statements.push({
      sql:
        after.distKey === undefined
          ? `${alter} ALTER DISTSTYLE ${distributionOf(after)}`
          : `${alter} ALTER DISTSTYLE KEY DISTKEY ${quote(after.distKey)}`,
      purpose: `distribution ${distributionOf(after)}; moves every row`,
      isAutomatic: false,
    });
  if (sortKeysOf(before) !== sortKeysOf(after))
    statements.push({
      sql: `${alter} ALTER COMPOUND SORTKEY (${sortKeysOf(after).split(', ').map(quote).join(', ')})`,
      purpose: `sort key ${sortKeysOf(after)}; sorts every row`,
      isAutomatic: false,
    });
  const { encodings: old = {} } = before;
  const { encodings = {} } = after;
  // Redshift chooses for the columns that have none, but only where no column has one.
  if (Object.keys(old).length > 0 && Object.keys(encodings).length === 0)
    statements.push({
      sql: `${alter} ALTER ENCODE AUTO`,
      purpose: 'encodings chosen by Redshift',
      isAutomatic: false,
    });
  for (const [column, encoding] of Object.entries(encodings))
    if (old[column] !== encoding && hadColumn(column))
      statements.push({
        sql: `${alter} ALTER COLUMN ${quote(column)} ENCODE ${encoding.toUpperCase()}`,
        purpose: `encoding ${encoding} of ${column}; compresses the column anew`,
        isAutomatic: false,
      });
  return statements;
}

/** Names of contracts are lower-case identifiers: nothing in them needs escaping. */
const quote = (identifier: string): string => `"${identifier}"`;

/** Of a VARCHAR; NaN of any other type, which compares with nothing. */
const lengthOf = (tableType: string | null): number =>
  Number(/^VARCHAR\((\d+)\)$/.exec(tableType ?? '')?.[1] ?? NaN);

/** A migration as a file for review. */
export function migrationText(title: string, statements: readonly MigrationStatement[]): string {
  const isAnyAutomatic = statements.some(({ isAutomatic }) => isAutomatic);
  const isAnyByHand = statements.some(({ isAutomatic }) => !isAutomatic);
  const head = [
    `-- ${title}`,
    ...(isAnyAutomatic
      ? [
          '-- Columns and lengths: `sluice migrate` alters them before the deployment, for the loads that run until then',
          '-- leave alone what they do not know. Redshift alters a length outside transactions only.',
        ]
      : []),
    ...(isAnyByHand
      ? ['-- Keys and encodings: by hand, each statement on its own, at a time when rows may be moved.']
      : []),
  ];
  return `${[head.join('\n'), ...statements.map(({ sql, purpose }) => `-- ${purpose}\n${sql};`)].join('\n\n')}\n`;
}
