import { AwsError } from '../kernel/service.js';
import { explicitHash, partitionHash } from './hash-range.js';
import type { Stream } from './stream.js';
import type { StreamRegistry } from './stream-registry.js';

const MAX_RECORDS = 500;
const MAX_RECORD_BYTES = 1024 * 1024;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;
const MAX_KEY_CHARACTERS = 256;

interface Entry {
  readonly partitionKey: string;
  readonly data: Buffer;
  /** In the key space, as 32 hex digits. */
  readonly place: string;
}

type Put = { readonly ShardId: string; readonly SequenceNumber: string };
type Refused = { readonly ErrorCode: string; readonly ErrorMessage: string };

/** One record, or `ProvisionedThroughputExceededException`. */
export function putRecord(registry: StreamRegistry, input: Record<string, unknown>): object {
  const entry = parseEntry(input, 'record');
  const stream = registry.findActive(streamOf(input));
  const result = put(stream, entry, registry.now());
  stream.wake();
  if ('ErrorCode' in result) throw new AwsError(result.ErrorCode, result.ErrorMessage);
  return { ...result, EncryptionType: 'NONE' };
}

/**
 * Up to 500 records. The call succeeds although some of them were refused: who calls must look at each answer.
 * A record that is wrong in itself fails the whole call, and nothing is put.
 */
export function putRecords(registry: StreamRegistry, input: Record<string, unknown>): object {
  const records = input['Records'];
  if (!Array.isArray(records) || records.length === 0 || records.length > MAX_RECORDS) {
    throw invalid(`Value at 'records' must have between 1 and ${MAX_RECORDS} members`);
  }
  const entries = records.map((record: unknown, i) => parseEntry(record, `records.${i + 1}.member`));
  const bytes = entries.reduce(
    (sum, { data, partitionKey }) => sum + data.length + Buffer.byteLength(partitionKey),
    0,
  );
  if (bytes > MAX_REQUEST_BYTES) {
    throw new AwsError('InvalidArgumentException', `Records size exceeds ${MAX_REQUEST_BYTES} bytes.`);
  }
  const stream = registry.findActive(streamOf(input));
  const now = registry.now();
  stream.trim(now);
  const results = entries.map((entry) => put(stream, entry, now));
  stream.wake();
  return {
    FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length,
    Records: results,
    EncryptionType: 'NONE',
  };
}

function put(stream: Stream, { partitionKey, data, place }: Entry, nowMs: number): Put | Refused {
  const shard = stream.shardFor(place);
  const record = shard.append(partitionKey, data, nowMs);
  if (record !== undefined) return { ShardId: shard.shardId, SequenceNumber: record.sequenceNumber };
  return {
    ErrorCode: 'ProvisionedThroughputExceededException',
    ErrorMessage: `Rate exceeded for shard ${shard.shardId} in stream ${stream.name}.`,
  };
}

/** By hand rather than by schema: this is the hot path. */
function parseEntry(record: unknown, at: string): Entry {
  if (typeof record !== 'object' || record === null) throw invalid(`Value at '${at}' must be an object`);
  const { Data, PartitionKey, ExplicitHashKey } = record as Record<string, unknown>;
  if (typeof PartitionKey !== 'string' || PartitionKey === '' || PartitionKey.length > MAX_KEY_CHARACTERS) {
    throw invalid(`Value at '${at}.partitionKey' must have between 1 and ${MAX_KEY_CHARACTERS} characters`);
  }
  if (typeof Data !== 'string') throw invalid(`Value at '${at}.data' must not be null`);
  const data = decodeBase64(Data);
  if (data === undefined)
    throw new AwsError('SerializationException', `Value at '${at}.data' is not base64.`);
  if (data.length + Buffer.byteLength(PartitionKey) > MAX_RECORD_BYTES) {
    throw invalid(`Value at '${at}.data' must, with its key, have at most ${MAX_RECORD_BYTES} bytes`);
  }
  if (ExplicitHashKey == null)
    return { partitionKey: PartitionKey, data, place: partitionHash(PartitionKey) };
  const place = typeof ExplicitHashKey === 'string' ? explicitHash(ExplicitHashKey) : undefined;
  if (place === undefined) {
    throw new AwsError(
      'InvalidArgumentException',
      `Value at '${at}.explicitHashKey' must be a decimal below 2^128.`,
    );
  }
  return { partitionKey: PartitionKey, data, place };
}

/** Undefined when characters had to be skipped, which Node does silently. */
function decodeBase64(text: string): Buffer | undefined {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const data = Buffer.from(text, 'base64');
  return text.length % 4 === 0 && data.length === (text.length / 4) * 3 - padding ? data : undefined;
}

function streamOf(input: Record<string, unknown>): { StreamName?: string; StreamARN?: string } {
  const { StreamName, StreamARN } = input;
  return {
    ...(typeof StreamName === 'string' ? { StreamName } : {}),
    ...(typeof StreamARN === 'string' ? { StreamARN } : {}),
  };
}

const invalid = (detail: string): AwsError =>
  new AwsError('ValidationException', `1 validation error detected: ${detail}.`);
