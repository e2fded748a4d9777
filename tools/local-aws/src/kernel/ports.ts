/**
 * What the services of local-aws ask of each other, in process: S3 invokes functions, SNS sends to queues,
 * CloudWatch reads gauges, COPY reads objects. Each port is implemented by one service and wired in
 * `local-aws.ts`, so that no service imports another.
 */

/** A place in time that tests can hold still. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** What every service knows of the instance it belongs to. */
export interface Instance {
  readonly region: string;
  readonly accountId: string;
  /** Objects, the warehouse and process logs live below it. */
  readonly dataDirectory: string;
  /** `http://127.0.0.1:PORT`; known once the listener is bound. */
  endpoint(): string;
  /**
   * Waits that AWS imposes and no setting names (a stream becoming ACTIVE, one-minute metric resolution,
   * the pause before an asynchronous retry) are divided by it. 1 is real time, 60 the most.
   */
  readonly waitScale: number;
  readonly clock: Clock;
  /** Asked by a service for everything that it hands over. */
  readonly deliveries: DeliveryFaults;
  /** Asked by a service for every entry of a batch that may fail alone. */
  readonly entries: EntryFaults;
  /** Told by whoever starts one; asked who sent a request. */
  readonly processes: Processes;
  /** One line for people; what goes wrong inside local-aws itself. */
  warn(message: string): void;
}

/** What runs here for AWS, tasks and functions, by the session token that each signs its requests with. */
export interface Processes {
  /** No other process may ever have the same token. */
  add(sessionToken: string, process: RunningProcess): void;
  /** It is gone. */
  remove(sessionToken: string): void;
  /** Undefined for no token, and for one of nobody's. */
  find(sessionToken: string | undefined): RunningProcess | undefined;
}

/** A task or an execution environment, to be killed by a fault. */
export interface RunningProcess {
  /** SIGKILL at once, to all that it started as well. Resolves when it is gone, also when it was already. */
  kill(): Promise<void>;
}

/** Implemented by the injected faults. */
export interface DeliveryFaults {
  /**
   * When a delivery arrives, in milliseconds from now and in no order, once for each time that it arrives: `[0]` unless
   * a fault strikes, so once and at once.
   */
  arrivals(delivery: Delivery): readonly number[];
}

/** Implemented by the injected faults. */
export interface EntryFaults {
  /** Asked before an entry is done; undefined where no fault strikes. Without `code` the service's own. */
  strikeEntry(target: EntryTarget): { readonly code: string | undefined } | undefined;
}

/** One entry of a request, by the names of the request. */
export interface EntryTarget {
  readonly service: string;
  readonly operation: string;
  readonly resource: string;
}

/** Something on its way from a service to whoever gets it. */
export interface Delivery {
  /** Who delivers, by its signing name: `sqs`, `s3`, `sns`, `lambda` (a batch of a stream to its function). */
  readonly service: string;
  /** As in requests: the queue's URL, bucket/key, the topic's ARN; the stream's ARN for a batch. */
  readonly resource: string;
}

/** Implemented by the injected faults. */
export interface StatementFaults {
  /** Asked before each statement of the warehouse, and before a batch commits. Undefined where no fault strikes. */
  strikeStatement(step: StatementStep): StatementStrike | undefined;
}

export interface StatementStep {
  /** As it was submitted; undefined when it has none. */
  readonly name: string | undefined;
  /** Place in its batch, from 1; one more than there are is the commit. */
  readonly statement: number;
  /** The access key id of who submitted it. */
  readonly caller: string;
  /** Of who submitted it; undefined when local-aws does not run it. */
  readonly process: RunningProcess | undefined;
}

export interface StatementStrike {
  /** Resolves when who submitted it is killed, where a fault does that. It goes on then. */
  readonly killed: Promise<void> | undefined;
  /** Resolves when it may go on. */
  readonly held: Promise<unknown> | undefined;
  /** It fails then. Without a state: two transactions that cannot both commit. */
  readonly failure: { readonly sqlState: string | undefined } | undefined;
}

/** Implemented by S3. */
export interface ObjectFiles {
  /** Undefined when there is no such object. The file must not be changed. */
  locate(bucket: string, key: string, versionId?: string): Promise<ObjectFile | undefined>;
  /** Newest versions only, by key. */
  list(bucket: string, prefix: string): Promise<readonly ObjectFile[]>;
  /** As a PUT by the service itself, for example an on-failure destination. */
  put(bucket: string, key: string, body: Buffer): Promise<void>;
}

export interface ObjectFile {
  readonly key: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** Implemented by SQS. */
export interface QueueSender {
  /** Sends one message as an AWS service would; throws `AwsError` for an unknown queue. */
  send(
    queueArn: string,
    body: string,
    attributes?: Readonly<Record<string, QueueMessageAttribute>>,
  ): Promise<void>;
}

export interface QueueMessageAttribute {
  /** `String`, `Number` or `Binary`, or one of these with a suffix after a dot. */
  readonly dataType: string;
  /** Base64 for `Binary`. */
  readonly value: string;
}

/** Implemented by SQS; read by CloudWatch (namespace `AWS/SQS`) and by the ECS stand-in. */
export interface QueueGauges {
  gauges(): readonly QueueGauge[];
}

export interface QueueGauge {
  readonly queueName: string;
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
  readonly ageOfOldestSeconds: number;
}

/** Implemented by SQS; read by CloudWatch, which reports by how much the counts grew. */
export interface QueueCounters {
  traffic(): readonly QueueTraffic[];
}

/** Since the queue was made. */
export interface QueueTraffic {
  readonly queueName: string;
  /** Messages; not those that SQS itself dead-lettered. */
  readonly sent: number;
  /** Messages. */
  readonly received: number;
  /** Deletions that succeeded, be it that the message was gone. */
  readonly deleted: number;
  /** Receives that gave no message. */
  readonly emptyReceives: number;
}

/** Implemented by the Lambda host. */
export interface FunctionInvoker {
  /**
   * Queues an asynchronous invocation (`InvocationType: Event`): two retries, then the function's on-failure
   * destination. Resolves when it is queued, as the service's 202 does.
   */
  invokeEvent(functionArn: string, payload: unknown): Promise<void>;
  /** Whether there is such a function; where it is left out, every function is taken to be there. */
  exists?(functionArn: string): boolean;
}

/** Implemented by SNS. */
export interface TopicPublisher {
  publish(topicArn: string, subject: string | undefined, message: string): Promise<void>;
}

/** Implemented by CloudWatch; fed by the Lambda host and the ECS stand-in from embedded-metric-format lines. */
export interface MetricSink {
  put(datum: MetricDatum): void;
}

export interface MetricDatum {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  /** One of `standardUnits`. Default `None`. */
  readonly unit?: string;
  readonly timestampMs: number;
  /** How finely CloudWatch keeps it. Default 60. */
  readonly storageResolutionSeconds?: 1 | 60;
}

/** Implemented by Kinesis; read by event source mappings. */
export interface StreamReader {
  /** Shard ids of a stream, parents before children. */
  shards(streamArn: string): readonly StreamShard[];
  /** Records after `afterSequenceNumber` (undefined: from the horizon), at most `limit`; empty when none wait. */
  read(
    streamArn: string,
    shardId: string,
    afterSequenceNumber: string | undefined,
    limit: number,
  ): readonly StreamRecord[];
  /** Resolves when a record may have arrived on the stream, or after `timeoutMs`. */
  waitForRecords(streamArn: string, timeoutMs: number): Promise<void>;
}

export interface StreamShard {
  readonly shardId: string;
  readonly parentShardId?: string;
  /** The other parent of a shard that came of a merge. */
  readonly adjacentParentShardId?: string;
  readonly closed: boolean;
}

export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Buffer;
  readonly approximateArrivalMs: number;
}
