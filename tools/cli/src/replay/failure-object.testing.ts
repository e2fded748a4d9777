export interface FailedRecord {
  readonly sequenceNumber: string;
  readonly data: Buffer;
}

export interface FailureChange {
  /** Default: the event as a text. */
  readonly payload?: (event: object) => unknown;
  /** Where they differ from what the batch says of itself. */
  readonly payloadRecords?: readonly FailedRecord[];
  readonly payloadShard?: string;
  readonly shardId?: string;
  readonly stream?: string;
  readonly arrivedAt?: string;
}

/**
 * What an event source mapping stores in S3 of a batch that it gives up on, field by field as documented.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function failureObject(records: readonly FailedRecord[], change: FailureChange = {}): object {
  const {
    payload = (event) => JSON.stringify(event),
    shardId = 'shardId-000000000000',
    stream = 'records',
    arrivedAt = '2026-03-14T12:00:00.250Z',
    payloadRecords = records,
    payloadShard = shardId,
  } = change;
  const streamArn = `arn:aws:kinesis:eu-west-1:000000000000:stream/${stream}`;
  const event = {
    Records: payloadRecords.map(({ sequenceNumber, data }) => ({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: '1',
        sequenceNumber,
        data: data.toString('base64'),
        approximateArrivalTimestamp: Date.parse(arrivedAt) / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${payloadShard}:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/lambda',
      awsRegion: 'eu-west-1',
      eventSourceARN: streamArn,
    })),
  };
  return {
    requestContext: {
      requestId: '2f1c9f5e-5d3c-4c83-9f0e-1f4a7d1c2b3a',
      functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:kinesis-transform',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 101,
    },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    version: '1.0',
    timestamp: arrivedAt,
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: records[0]?.sequenceNumber,
      endSequenceNumber: records.at(-1)?.sequenceNumber,
      approximateArrivalOfFirstRecord: arrivedAt,
      approximateArrivalOfLastRecord: arrivedAt,
      batchSize: records.length,
      streamArn,
    },
    payload: payload(event),
  };
}
