import { createHash } from 'node:crypto';
import { ListStatementsCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { fileSourceId, type FileArrived, type RowBatch } from '@sluice/message-schemas';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import { createDataApi, type DataApi } from '@sluice/redshift-data-api';
import {
  buckets,
  credentials,
  queueNames,
  region,
  visibilitySeconds,
  type QueueName,
} from './places.testing.js';
import { workerEnvironment } from './worker-environment.testing.js';

export interface LandedFile {
  readonly sourceId: string;
  readonly message: FileArrived;
  /** Its LastModified. */
  readonly arrivedAt: string;
}

export interface LoadStatement {
  readonly id: string;
  readonly runs: boolean;
  /** Of its batch. */
  readonly statements: number;
}

/** What a processor needs of AWS, at an endpoint, and what is done with it from outside. */
export interface ProcessorSite {
  readonly warehouse: DataApi;
  readonly redshiftData: RedshiftDataClient;
  readonly objects: ObjectStore;
  /** Of a processor that works there. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts an object into the landing bucket; nobody is told. */
  land(dataset: string, name: string, body: string): Promise<LandedFile>;
  announce(file: LandedFile): Promise<void>;
  send(batches: readonly RowBatch[]): Promise<void>;
  /** Receives what waits in a lane and does nothing with it. */
  receive(lane: 'files' | 'rows'): Promise<void>;
  /** Messages of a queue, in flight or not. */
  waiting(queue: QueueName): Promise<number>;
  /** The transactions of loads, the newest first. */
  loads(): Promise<readonly LoadStatement[]>;
  close(): void;
}

/** Makes the buckets and queues that are not there yet. */
export async function openSite(endpoint: string): Promise<ProcessorSite> {
  const settings = { endpoint, region, credentials };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const sqs = new SQSClient(settings);
  const redshiftData = new RedshiftDataClient(settings);
  for (const Bucket of Object.values(buckets))
    await s3.send(new CreateBucketCommand({ Bucket })).catch((error: unknown) => {
      if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
    });
  const urls = {} as Record<QueueName, string>;
  for (const QueueName of queueNames)
    urls[QueueName] = (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl as string;
  const send = async (queue: QueueName, message: unknown): Promise<void> => {
    await sqs.send(new SendMessageCommand({ QueueUrl: urls[queue], MessageBody: JSON.stringify(message) }));
  };

  return {
    redshiftData,
    warehouse: createDataApi({
      client: redshiftData,
      warehouse: { workgroupName: 'proof' },
      database: 'sluice',
    }),
    objects: createObjectStore(s3),
    environment: workerEnvironment(endpoint, urls),
    land: (dataset, name, body) => land(s3, dataset, name, body),
    announce: ({ message }) => send('files', message),
    send: async (batches) => {
      for (const batch of batches) await send('rows', batch);
    },
    receive: async (lane) => {
      await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: urls[lane],
          MaxNumberOfMessages: 10,
          VisibilityTimeout: visibilitySeconds,
        }),
      );
    },
    waiting: async (queue) => {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: urls[queue], AttributeNames: ['All'] }),
      );
      const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
        Attributes;
      return Number(visible) + Number(hidden);
    },
    loads: async () => {
      const { Statements = [] } = await redshiftData.send(
        new ListStatementsCommand({ Status: 'ALL', StatementName: 'sluice load', RoleLevel: true }),
      );
      return Statements.map(({ Id = '', Status, QueryStrings = [] }) => ({
        id: Id,
        runs: Status === 'SUBMITTED' || Status === 'STARTED',
        statements: QueryStrings.length,
      }));
    },
    close: () => [s3, sqs, redshiftData].forEach((client) => client.destroy()),
  };
}

async function land(s3: S3Client, dataset: string, name: string, Body: string): Promise<LandedFile> {
  const object = { Bucket: buckets.landing, Key: `${dataset}/${name}` };
  const { ETag = '' } = await s3.send(new PutObjectCommand({ ...object, Body }));
  const { LastModified } = await s3.send(new HeadObjectCommand(object));
  const named = { bucket: object.Bucket, key: object.Key, etag: ETag.replaceAll('"', '') };
  const arrivedAt = (LastModified as Date).toISOString();
  return {
    arrivedAt,
    sourceId: fileSourceId(named, (text) => createHash('sha256').update(text).digest('hex')),
    message: {
      type: 'FileArrived',
      version: 1,
      dataset,
      ...named,
      sizeBytes: Buffer.byteLength(Body),
      announcedAt: arrivedAt,
    },
  };
}
