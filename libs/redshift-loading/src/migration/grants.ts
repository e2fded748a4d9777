import type { Dataset } from '@sluice/contracts';
import type { Catalog, ExistingPrivilege, Grantee } from './catalog.js';
import { schemasOf } from './create-tables.js';
import { inTransaction, type MigrationRefusal, type MigrationStep } from './migration-step.js';
import { quoteIdentifier, quoteTable, type TableRef } from '../quote.js';
import { datasetTables } from '../tables.js';

/** Who is to be let in. */
export interface Access {
  /** Whom loads run as: `IAMR:<role>` of a role that calls the Data API. */
  readonly loaders: readonly Grantee[];
  /** Who may read rows, bad records and ledgers. */
  readonly readers: readonly Grantee[];
  /** Where the loaders make temporary tables. */
  readonly database: string;
}

interface Grant {
  readonly on: ExistingPrivilege['on'];
  readonly objects: readonly { readonly schema: string | undefined; readonly name: string }[];
  readonly privileges: readonly string[];
  readonly subject: string;
}

/**
 * Loaders may write all four tables of a dataset: PostgreSQL asks for UPDATE or DELETE before it lets somebody LOCK
 * a table, and Redshift's documentation asks for no less.
 */
const loaderPrivileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * What somebody must be granted and, as far as the catalog shows, is not.
 * @param views over every dataset, that stand or will
 */
export function grantSteps(
  datasets: readonly Dataset[],
  views: readonly TableRef[],
  access: Access,
  catalog: Catalog,
): { readonly steps: MigrationStep[]; readonly refusals: MigrationRefusal[] } {
  const everybody = [...access.loaders, ...access.readers];
  const missing = everybody.filter(
    ({ type, name }) => type === 'user' && !catalog.users.some((user) => isSameName(user, name)),
  );
  const unique = missing.filter(
    (one, index) => missing.findIndex(({ name }) => isSameName(name, one.name)) === index,
  );
  return {
    steps: [
      ...unique.filter(isOfIam).map(createUser),
      ...access.loaders.flatMap((loader) =>
        stepsFor(loader, wantedByLoaders(datasets, views, access.database), catalog),
      ),
      ...access.readers.flatMap((reader) => stepsFor(reader, wantedByReaders(datasets, views), catalog)),
    ],
    refusals: unique
      .filter((one) => !isOfIam(one))
      .map(({ name }) => ({
        table: undefined,
        column: undefined,
        reason: `user ${name} does not exist: only users of IAM roles (IAMR:…) are created here`,
      })),
  };
}

/** Everything that was granted on a view which is dropped and made anew. */
export function restoredGrants(view: TableRef, { privileges }: Catalog): MigrationStep[] {
  const held = privileges.filter(
    ({ on, schema, name }) => on === 'relation' && schema === view.schema && name === view.name,
  );
  return [...new Set(held.map(({ privilege }) => privilege))].map((privilege) => {
    const grantees = held
      .filter((each) => each.privilege === privilege)
      .map(({ grantee }) => granteeSql(grantee));
    return {
      ...inTransaction(
        `GRANT ${privilege} ON TABLE ${quoteTable(view)} TO ${[...new Set(grantees)].join(', ')}`,
        `${privilege} on ${view.schema}.${view.name}, as before`,
      ),
      joined: true as const,
    };
  });
}

const schemasGrant = (datasets: readonly Dataset[]): Grant => ({
  on: 'schema',
  objects: schemasOf(datasets).map((name) => ({ schema: undefined, name })),
  privileges: ['USAGE'],
  subject: 'the schemas',
});

const viewsGrant = (objects: readonly TableRef[]): Grant => ({
  on: 'relation',
  objects,
  privileges: ['SELECT'],
  subject: 'every dataset',
});

const liveOf = (dataset: Dataset): TableRef[] => {
  const { live } = datasetTables(dataset);
  return live === undefined ? [] : [live];
};

const wantedByLoaders = (
  datasets: readonly Dataset[],
  views: readonly TableRef[],
  database: string,
): Grant[] => [
  {
    on: 'database',
    objects: [{ schema: undefined, name: database }],
    privileges: ['TEMP'],
    subject: database,
  },
  schemasGrant(datasets),
  ...datasets.flatMap((dataset): Grant[] => {
    const { target, rejects, ledger, lock } = datasetTables(dataset);
    const of = { on: 'relation', subject: dataset.name } as const;
    return [
      { ...of, objects: [target, rejects, ledger, lock], privileges: loaderPrivileges },
      { ...of, objects: liveOf(dataset), privileges: ['SELECT'] },
    ];
  }),
  viewsGrant(views),
];

const wantedByReaders = (datasets: readonly Dataset[], views: readonly TableRef[]): Grant[] => [
  schemasGrant(datasets),
  ...datasets.map((dataset): Grant => {
    const { target, rejects, ledger } = datasetTables(dataset);
    const objects = [target, ...liveOf(dataset), rejects, ledger];
    return { on: 'relation', objects, privileges: ['SELECT'], subject: dataset.name };
  }),
  viewsGrant(views),
];

/** A statement for all objects that lack the same privileges. */
function stepsFor(
  grantee: Grantee,
  wanted: readonly Grant[],
  { privileges: held }: Catalog,
): MigrationStep[] {
  const lacks = (on: Grant['on'], { schema, name }: Grant['objects'][number], privilege: string) =>
    !held.some(
      (each) =>
        each.on === on &&
        each.schema === schema &&
        each.name === name &&
        each.privilege === privilege &&
        isSameGrantee(each.grantee, grantee),
    );
  return wanted.flatMap(({ on, objects, privileges, subject }) => {
    const byLack = new Map<string, string[]>();
    for (const object of objects) {
      const lacking = privileges.filter((privilege) => lacks(on, object, privilege)).join(', ');
      const { schema, name } = object;
      const written = schema === undefined ? quoteIdentifier(name) : quoteTable({ schema, name });
      if (lacking !== '') byLack.set(lacking, [...(byLack.get(lacking) ?? []), written]);
    }
    return [...byLack].map(([list, names]) =>
      inTransaction(
        `GRANT ${list} ON ${keywords[on]} ${names.join(', ')} TO ${granteeSql(grantee)}`,
        `${list} on ${subject} for ${grantee.name}`,
      ),
    );
  });
}

const keywords = { relation: 'TABLE', schema: 'SCHEMA', database: 'DATABASE' } as const;

/** A role has a user of its own once it has called the Data API; here it may have one before. */
const createUser = ({ name }: Grantee): MigrationStep =>
  inTransaction(
    `CREATE USER ${quoteIdentifier(name)} PASSWORD DISABLE`,
    `user ${name}, who has not come yet`,
  );

const isOfIam = ({ name }: Grantee): boolean => /^IAMR?:./i.test(name);

/** Redshift folds names to lower case unless told otherwise. */
const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const isSameGrantee = (held: Grantee, wanted: Grantee): boolean =>
  held.type === 'public' || (held.type === wanted.type && isSameName(held.name, wanted.name));

function granteeSql({ type, name }: Grantee): string {
  if (type === 'public') return 'PUBLIC';
  return type === 'user' ? quoteIdentifier(name) : `${type.toUpperCase()} ${quoteIdentifier(name)}`;
}
