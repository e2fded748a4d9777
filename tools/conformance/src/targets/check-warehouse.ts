import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../create-clients.js';
import { removeObjects } from '../resources/remove-objects.js';
import type { Target } from '../target.js';
import { runStatements } from './statements.js';
import { UnreachableError } from './unreachable-error.js';

/**
 * Whether the warehouse runs statements, and its role reads the staging bucket, before any case fails for that.
 * Leaves nothing behind.
 * @throws {UnreachableError} with what has to be mended
 */
export async function checkWarehouse(clients: Clients, { prefix, warehouse }: Target): Promise<void> {
  const { redshiftData, s3 } = clients;
  const { workgroupName, clusterIdentifier, database, stagingBucket: Bucket, copyRole } = warehouse;
  const where = workgroupName === undefined ? `cluster ${clusterIdentifier}` : `workgroup ${workgroupName}`;
  await runStatements(redshiftData, warehouse, 'SELECT 1').catch(
    unreachable(`${where}, database ${database}`),
  );
  if (Bucket === undefined) return;
  const Key = `${prefix}probe.csv`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '1\n' })).catch(unreachable(`bucket ${Bucket}`));
  const role = copyRole === 'default' ? 'default' : `'${copyRole.replaceAll("'", "''")}'`;
  try {
    await runStatements(
      redshiftData,
      warehouse,
      'CREATE TEMP TABLE probe (n INTEGER)',
      `COPY probe FROM 's3://${Bucket}/${Key}' IAM_ROLE ${role} CSV`,
    ).catch(unreachable(`COPY from bucket ${Bucket} with role ${copyRole}`));
  } finally {
    await removeObjects(s3, Bucket, Key);
  }
}

const unreachable =
  (what: string) =>
  (cause: unknown): never => {
    const { name, message } = cause as Error;
    // S3 has names and no words for some of its refusals.
    const why = [...new Set([name, message])].filter((text) => text !== '' && text !== 'Error').join(': ');
    throw new UnreachableError(`${what}: ${why}`, { cause });
  };
