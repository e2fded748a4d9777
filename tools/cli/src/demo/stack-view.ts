import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { LocalStack } from '@sluice/local-stack';
import { createMessageQueue, type MessageQueue } from '@sluice/message-queue';
import type { ParkedRecord } from '@sluice/message-schemas';
import { createObjectStore, type ObjectStore } from '@sluice/object-store';
import type { DataApi } from '@sluice/redshift-data-api';
import { ledgerView, quoteTable } from '@sluice/redshift-loading';
import { laneNames } from '@sluice/topology';
import { parkedRecords } from './parked-files.js';

/** A file of the ledger. */
export interface LoadedFile {
  readonly key: string;
  readonly versionId: string;
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
}

/** What can be seen of a running stack from outside, by the calls that anyone can make. */
export interface StackView {
  readonly objects: ObjectStore;
  readonly queue: MessageQueue;
  readonly warehouse: DataApi;
  loadedFiles(): Promise<LoadedFile[]>;
  /** Records of the stream that a load has accounted for, whatever became of them. */
  streamRecordsRead(): Promise<number>;
  parked(): Promise<ParkedRecord[]>;
  /** Messages in the lanes and their dead-letter queues, in flight ones included. */
  messagesWaiting(): Promise<number>;
  /** Alarms that are not OK. */
  alarmsRaised(): Promise<string[]>;
}

export function viewOf(stack: LocalStack): StackView {
  const { clients, names, queueUrls, warehouse } = stack;
  const objects = createObjectStore(clients.s3);
  const queue = createMessageQueue(clients.sqs);
  const ledger = quoteTable(ledgerView);
  return {
    objects,
    queue,
    warehouse,
    loadedFiles: async () => {
      const { rows } = await warehouse.query(
        `SELECT "object_key", "object_version", "records_read", "loaded", "deduplicated", "quarantined"
FROM ${ledger} WHERE "kind" = 'file'`,
      );
      return rows.map(([key, versionId, read, loaded, deduplicated, quarantined]) => ({
        key: String(key),
        versionId: String(versionId),
        read: Number(read),
        loaded: Number(loaded),
        deduplicated: Number(deduplicated),
        quarantined: Number(quarantined),
      }));
    },
    streamRecordsRead: async () => {
      const { rows } = await warehouse.query(
        `SELECT COALESCE(SUM("records_read"), 0) FROM ${ledger} WHERE "kind" = 'stream'`,
      );
      return Number(rows[0]?.[0] ?? 0);
    },
    parked: () => parkedRecords(objects, names.quarantineBucket),
    messagesWaiting: async () => {
      const depths = await Promise.all(
        laneNames.flatMap((lane) => [queue.depth(queueUrls[lane]), queue.depth(queueUrls[`${lane}Dlq`])]),
      );
      return depths.reduce(
        (sum, { visible, notVisible, delayed }) => sum + visible + notVisible + delayed,
        0,
      );
    },
    alarmsRaised: async () => {
      const { MetricAlarms = [] } = await clients.cloudWatch.send(
        new DescribeAlarmsCommand({ AlarmNames: Object.values(names.deadLetterAlarms) }),
      );
      return MetricAlarms.flatMap(({ AlarmName = '', StateValue }) =>
        StateValue === 'ALARM' ? [AlarmName] : [],
      );
    },
  };
}
