import { AwsError } from '../kernel/service.js';
import { parseEntry, sizeOf, type Entry } from './record-entry.js';
import { invalid, malformed, parseInput, streamInput, type RequestFields } from './request-input.js';
import { internalFailure, invalidArgument, rateRefusal } from './stream-errors.js';
import type { Stream } from './stream.js';
import type { StreamRegistry } from './stream-registry.js';

const MAX_RECORDS = 500;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/** One record, or `ProvisionedThroughputExceededException`. */
export function putRecord(registry: StreamRegistry, input: RequestFields): object {
  const entry = parseEntry(input, '');
  const stream = registry.findReady(parseInput(streamInput, input));
  refuseLarge(stream, entry);
  const result = put(stream, entry, registry.now());
  if ('ErrorCode' in result) throw new AwsError(result.ErrorCode, result.ErrorMessage);
  stream.wake();
  return { ...result, EncryptionType: 'NONE' };
}

/**
 * Up to 500 records. The call succeeds although some of them were refused: who calls must look at each answer.
 * A record that is wrong in itself fails the whole call, and nothing is put.
 */
export function putRecords(registry: StreamRegistry, input: RequestFields): object {
  const entries = parseEntries(input['Records']);
  const stream = registry.findReady(parseInput(streamInput, input));
  for (const entry of entries) refuseLarge(stream, entry);
  const now = registry.now();
  const target = { service: 'kinesis', operation: 'PutRecords', resource: stream.name };
  const results = entries.map((entry) => {
    const strike = registry.entries.strikeEntry(target);
    return strike === undefined ? put(stream, entry, now) : internalFailure(strike.code);
  });
  stream.wake();
  return {
    FailedRecordCount: results.filter((result) => 'ErrorCode' in result).length,
    Records: results,
    EncryptionType: 'NONE',
  };
}

function parseEntries(records: unknown): readonly Entry[] {
  if (records !== undefined && !Array.isArray(records)) throw malformed('Expected list or null');
  if (records === undefined || records.length === 0 || records.length > MAX_RECORDS)
    throw invalid(`Value at 'records' must have between 1 and ${MAX_RECORDS} members`);
  const entries = records.map((record: unknown, i) => parseEntry(record, `records.${i + 1}.member.`));
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (bytes > MAX_REQUEST_BYTES) throw invalidArgument(`Records size exceeds ${MAX_REQUEST_BYTES} bytes.`);
  return entries;
}

function refuseLarge({ maxRecordBytes, title }: Stream, entry: Entry): void {
  if (sizeOf(entry) <= maxRecordBytes) return;
  throw invalidArgument(
    `A record, with its key, must have at most ${maxRecordBytes} bytes in stream ${title}.`,
  );
}

function put(stream: Stream, { partitionKey, data, place }: Entry, nowMs: number) {
  const shard = stream.shardFor(place);
  const record = shard.append(partitionKey, data, nowMs);
  if (record === undefined) return rateRefusal(stream, shard);
  return { ShardId: shard.shardId, SequenceNumber: record.sequenceNumber };
}
