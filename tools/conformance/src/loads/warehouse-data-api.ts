import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import { operationsSchema, quoteIdentifier, quoteLiteral } from '@sluice/redshift-loading';
import { clients } from '../clients.js';
import { target } from '../target.js';

/** The project's own runner of statements, on the run's target. */
export function warehouseDataApi(): DataApi {
  const { workgroupName, clusterIdentifier = '', dbUser, secretArn, database } = target.warehouse;
  const secret = secretArn === undefined ? {} : { secretArn };
  return createDataApi({
    client: clients.redshiftData,
    warehouse:
      workgroupName === undefined
        ? { clusterIdentifier, ...(dbUser === undefined ? {} : { dbUser }), ...secret }
        : { workgroupName, ...secret },
    database,
    pollMinMilliseconds: 5,
  });
}

/**
 * The same, with another name for the schema of the views over all datasets: the one that they always have may be in
 * use in that database.
 */
export function withOperationsIn(schema: string, dataApi: DataApi): DataApi {
  const there = (sql: string): string =>
    sql
      .replaceAll(quoteIdentifier(operationsSchema), quoteIdentifier(schema))
      .replaceAll(quoteLiteral(operationsSchema), quoteLiteral(schema));
  const back = <T>(cell: T): T =>
    (typeof cell === 'string' ? cell.replaceAll(schema, operationsSchema) : cell) as T;
  return {
    runBatch: async (sqls, options) =>
      (await dataApi.runBatch(sqls.map(there), options)).map((result) => ({
        ...result,
        rows: result.rows.map((row) => row.map(back)),
      })),
    query: async (sql, options) => {
      const result = await dataApi.query(there(sql), options);
      return { ...result, rows: result.rows.map((row) => row.map(back)) };
    },
  };
}
