import type { Warehouse } from './target.js';

/** Where and as whom statements run, in the Data API's words. */
export interface WarehouseConnection {
  readonly WorkgroupName?: string;
  readonly ClusterIdentifier?: string;
  readonly DbUser?: string;
  readonly SecretArn?: string;
  readonly Database: string;
}

export const connectionOf = (warehouse: Warehouse): WarehouseConnection => ({
  ...(warehouse.workgroupName === undefined ? {} : { WorkgroupName: warehouse.workgroupName }),
  ...(warehouse.clusterIdentifier === undefined ? {} : { ClusterIdentifier: warehouse.clusterIdentifier }),
  ...(warehouse.dbUser === undefined ? {} : { DbUser: warehouse.dbUser }),
  ...(warehouse.secretArn === undefined ? {} : { SecretArn: warehouse.secretArn }),
  Database: warehouse.database,
});
