import type { MessageQueue, OutgoingMessage, ReceivedMessage } from '@sluice/message-queue';
import type { ObjectStore } from '@sluice/object-store';
import type { DataApi } from '@sluice/redshift-data-api';
import { createAttempts } from './failures/attempts.js';
import { configSchema, type Config } from './config.js';
import type { Environment } from './environment.js';
import { pause } from './pause.js';

/** Every change that the processor makes outside itself, in the order in which it makes them. */
export type Effect =
  | { readonly do: 'put'; readonly key: string; readonly body: string }
  | { readonly do: 'remove'; readonly key: string }
  | { readonly do: 'send'; readonly queue: string; readonly message: OutgoingMessage }
  | { readonly do: 'acknowledge'; readonly receipt: string }
  | { readonly do: 'hide'; readonly receipt: string; readonly seconds: number }
  | { readonly do: 'protect' | 'unprotect' };

export interface TestEnvironment extends Environment {
  readonly effects: Effect[];
  /** What `receive` hands out, in turn; it waits for more. */
  readonly inbox: ReceivedMessage[][];
}

export const testConfig = configSchema.parse({
  AWS_REGION: 'eu-west-1',
  FILES_QUEUE_URL: 'http://queue/files',
  FILES_DLQ_URL: 'http://queue/files-dlq',
  ROWS_QUEUE_URL: 'http://queue/rows',
  ROWS_DLQ_URL: 'http://queue/rows-dlq',
  PARKED_QUEUE_URL: 'http://queue/parked',
  STAGING_BUCKET: 'staging',
  QUARANTINE_BUCKET: 'quarantine',
  WAREHOUSE_WORKGROUP: 'warehouse',
  WAREHOUSE_DATABASE: 'sluice',
  COPY_ROLE_ARN: 'arn:aws:iam::000000000000:role/copy',
  FILES_VISIBILITY_TIMEOUT_SECONDS: '900',
  ROWS_VISIBILITY_TIMEOUT_SECONDS: '900',
  FILES_MAX_RECEIVE_COUNT: '5',
  ROWS_MAX_RECEIVE_COUNT: '5',
  FILES_CONCURRENCY: '1',
  FILES_MAX_BYTES: '1000000',
  FILES_MAX_TEXT_BYTES: '10000000',
  MICRO_BATCH_MAX_ROWS: '100',
  MICRO_BATCH_MAX_BYTES: '1000000',
  MICRO_BATCH_MAX_SOURCES: '10',
  MICRO_BATCH_MAX_AGE_SECONDS: '0.05',
  BACKOFF_BASE_SECONDS: '30',
  BACKOFF_MAX_SECONDS: '900',
  MAX_ATTEMPTS: '3',
  STATEMENT_TIMEOUT_SECONDS: '60',
  MAX_LOAD_RUNS: '5',
  MAX_ACTIVE_STATEMENTS: '5',
  STATEMENT_POLL_MIN_MILLISECONDS: '1',
  STATEMENT_POLL_MAX_MILLISECONDS: '5',
  WEDGED_AFTER_SECONDS: '900',
  STOP_TIMEOUT_SECONDS: '30',
  HEALTH_PORT: '0',
});

const notUsed = (): never => {
  throw new Error('not used here');
};

/** An environment in memory. `runBatch` answers loads; by default nothing may be loaded. */
export function testEnvironment(
  runBatch: DataApi['runBatch'] = notUsed,
  config: Partial<Config> = {},
): TestEnvironment {
  const effects: Effect[] = [];
  const inbox: ReceivedMessage[][] = [];
  const stored = new Map<string, string>();
  const keyOf = ({ bucket, key }: { bucket: string; key: string }) => `${bucket}/${key}`;
  const objects: ObjectStore = {
    download: notUsed,
    upload: async (location, source) => {
      const body = 'body' in source ? String(source.body) : '';
      stored.set(keyOf(location), body);
      effects.push({ do: 'put', key: keyOf(location), body });
      return { etag: 'etag' };
    },
    putIfAbsent: async (location, body) => {
      if (stored.has(keyOf(location))) return 'exists';
      stored.set(keyOf(location), String(body));
      effects.push({ do: 'put', key: keyOf(location), body: String(body) });
      return 'created';
    },
    read: async (location) => {
      const body = stored.get(keyOf(location));
      return body === undefined ? undefined : Buffer.from(body);
    },
    readStart: notUsed,
    head: notUsed,
    remove: async (location) => {
      stored.delete(keyOf(location));
      effects.push({ do: 'remove', key: keyOf(location) });
    },
    async *list(bucket, prefix) {
      for (const name of [...stored.keys()].sort())
        if (name.startsWith(`${bucket}/${prefix}`))
          yield { key: name.slice(bucket.length + 1), sizeBytes: 0, etag: '', lastModified: new Date(0) };
    },
    listVersions: notUsed,
    removeUnchanged: notUsed,
  };
  const queue: MessageQueue = {
    send: async (queueUrl, message) =>
      void effects.push({ do: 'send', queue: queueUrl.replace('http://queue/', ''), message }),
    sendAll: notUsed,
    receive: async (_queueUrl, { signal }) => {
      while (signal?.aborted !== true) {
        const next = inbox.shift();
        if (next) return next;
        await pause(2, signal ?? new AbortController().signal);
      }
      return [];
    },
    acknowledge: notUsed,
    acknowledgeAll: async (_queueUrl, receipts) => {
      for (const receipt of receipts) effects.push({ do: 'acknowledge', receipt });
      return { failed: [] };
    },
    extendVisibility: notUsed,
    extendVisibilityOfAll: async (_queueUrl, receipts, seconds) => {
      for (const receipt of receipts) effects.push({ do: 'hide', receipt, seconds });
      return { failed: [] };
    },
    depth: notUsed,
    startMoveTask: notUsed,
    listMoveTasks: notUsed,
    cancelMoveTask: notUsed,
  };
  const silent = () => undefined;
  return {
    config: { ...testConfig, ...config },
    logger: {
      trace: silent,
      debug: silent,
      info: silent,
      warn: silent,
      error: silent,
      fatal: silent,
    } as never,
    metrics: { count: silent, emit: silent },
    objects,
    queue,
    warehouse: { runBatch, query: notUsed },
    attempts: createAttempts(objects, testConfig.QUARANTINE_BUCKET),
    protection: {
      hold: async () => {
        effects.push({ do: 'protect' });
        return () => void effects.push({ do: 'unprotect' });
      },
    },
    probe: { query: notUsed },
    taskId: 'task',
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    effects,
    inbox,
  };
}

export function received(overrides: Partial<ReceivedMessage> = {}): ReceivedMessage {
  return {
    messageId: 'id',
    receiptHandle: 'receipt',
    body: '{}',
    attributes: {},
    receiveCount: 1,
    sentAt: 0,
    firstReceivedAt: 0,
    ...overrides,
  };
}
