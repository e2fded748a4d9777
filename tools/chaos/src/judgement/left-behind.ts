import { ListStatementsCommand } from '@aws-sdk/client-redshift-data';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { LocalStack } from '@sluice/local-stack';
import { parkedRecordSchema, type ParkedRecord } from '@sluice/message-schemas';
import { depthOf } from '../bed/queue-depths.js';

const queues = ['files', 'rows', 'filesDlq', 'rowsDlq', 'undelivered'] as const;

/** Messages that nobody has dealt with, by queue, without those that are empty. Notices of what is parked stay. */
export async function messagesLeft(stack: LocalStack): Promise<Readonly<Record<string, number>>> {
  const depths = await Promise.all(
    queues.map(async (queue) => [queue, await depthOf(stack, queue)] as const),
  );
  return Object.fromEntries(depths.filter(([, depth]) => depth > 0));
}

/** Transactions that still run. */
export async function runningStatements({ clients }: LocalStack): Promise<number> {
  const statuses = ['SUBMITTED', 'PICKED', 'STARTED'] as const;
  const lists = await Promise.all(
    statuses.map((Status) =>
      clients.redshiftData.send(new ListStatementsCommand({ Status, RoleLevel: false, MaxResults: 100 })),
    ),
  );
  return lists.reduce((sum, { Statements = [] }) => sum + Statements.length, 0);
}

/** Keys below a prefix. */
export async function keysBelow({ clients }: LocalStack, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page: { Contents?: { Key?: string }[]; NextContinuationToken?: string } = await clients.s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken }),
    );
    keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}

export interface ParkedObject {
  readonly key: string;
  readonly record: ParkedRecord;
}

/** The objects are the truth, the queue only tells of them. */
export async function parkedObjects(stack: LocalStack): Promise<readonly ParkedObject[]> {
  const bucket = stack.names.quarantineBucket;
  const keys = await keysBelow(stack, bucket, 'parked/');
  return Promise.all(
    keys.map(async (key) => {
      const { Body } = await stack.clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const text = (await Body?.transformToString()) ?? '';
      return { key, record: parkedRecordSchema.parse(JSON.parse(text)) };
    }),
  );
}
