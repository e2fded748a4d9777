import { sortKeysOf } from './compare-contracts.js';
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
 * texts that may be longer, keys. It does nothing for breaking changes; those are a person's decision.
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
  for (const { name: column, tableType, nullable } of current.columns) {
    const old = previous.columns.find((each) => each.name === column);
    if (tableType === null) continue;
    if (old === undefined && nullable)
      statements.push({
        sql: `${alter} ADD COLUMN ${quote(column)} ${tableType}`,
        purpose: `column ${column} of ${schema}.${name}`,
        isAutomatic: true,
      });
    else if (old !== undefined && lengthOf(tableType) > lengthOf(old.tableType))
      statements.push({
        sql: `${alter} ALTER COLUMN ${quote(column)} TYPE ${tableType}`,
        purpose: `longer texts in ${column} of ${schema}.${name}`,
        isAutomatic: false,
      });
  }
  return [...statements, ...keyStatements(previous, current, alter)];
}

function keyStatements(
  { table: before }: ContractDescription,
  { table: after }: ContractDescription,
  alter: string,
): MigrationStatement[] {
  const statements: MigrationStatement[] = [];
  if (before.distKey !== after.distKey)
    statements.push({
      sql:
        after.distKey === undefined
          ? `${alter} ALTER DISTSTYLE AUTO`
          : `${alter} ALTER DISTSTYLE KEY DISTKEY ${quote(after.distKey)}`,
      purpose: `dist key ${after.distKey ?? 'AUTO'}; moves every row`,
      isAutomatic: false,
    });
  if (sortKeysOf(before) !== sortKeysOf(after))
    statements.push({
      sql: `${alter} ALTER COMPOUND SORTKEY (${sortKeysOf(after).split(', ').map(quote).join(', ')})`,
      purpose: `sort key ${sortKeysOf(after)}; sorts every row`,
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
  const hasAdditions = statements.some(({ isAutomatic }) => isAutomatic);
  const hasOthers = statements.some(({ isAutomatic }) => !isAutomatic);
  const head = [
    `-- ${title}`,
    ...(hasAdditions
      ? ['-- Columns can be added before the deployment: loads leave one alone that they do not know.']
      : []),
    ...(hasOthers
      ? [
          '-- Lengths and keys are altered with the deployment, each statement on its own: Redshift does it outside',
          '-- transactions only, and loads wait while a length is not the contract’s. For a column encoded BYTEDICT,',
          '-- RUNLENGTH, TEXT255 or TEXT32K, ALTER COLUMN … ENCODE ZSTD comes first.',
        ]
      : []),
  ];
  return `${[head.join('\n'), ...statements.map(({ sql, purpose }) => `-- ${purpose}\n${sql};`)].join('\n\n')}\n`;
}
