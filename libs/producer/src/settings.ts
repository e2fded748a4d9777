import { defaultMaxRecordBytes } from './frame-record.js';
import type { ProducerOptions } from './producer.js';

/** Of a request and of the largest record that a stream can be set up for. */
export const kinesisLimits = { records: 500, bytes: 10 * 1024 * 1024 } as const;

/** Defaults filled in. */
export function settingsOf(options: ProducerOptions) {
  const { client, stream, dataset, signal } = options;
  const { load } = dataset;
  const settings = {
    client,
    stream,
    signal,
    maxRecordBytes: options.maxRecordBytes ?? defaultMaxRecordBytes,
    maxRecords: options.maxBatchRecords ?? kinesisLimits.records,
    maxBytes: options.maxBatchBytes ?? kinesisLimits.bytes / 2,
    lingerMilliseconds: options.lingerMilliseconds ?? 20,
    maxBufferedRecords: options.maxBufferedRecords ?? 2000,
    maxBufferedBytes: options.maxBufferedBytes ?? 16 * 1024 * 1024,
    recordsPerSecond: options.recordsPerSecond ?? Infinity,
    keepOrder: options.keepOrder ?? (load.mode === 'upsert' && load.versionColumn === undefined),
    firstPauseMilliseconds: options.firstPauseMilliseconds ?? 100,
    longestPauseMilliseconds: options.longestPauseMilliseconds ?? 5000,
    patienceMilliseconds: options.patienceMilliseconds ?? 60_000,
    requestTimeoutMilliseconds: options.requestTimeoutMilliseconds ?? 30_000,
    random: options.random ?? Math.random,
  };
  within('maxRecordBytes', settings.maxRecordBytes, 1, kinesisLimits.bytes);
  within('maxBatchRecords', settings.maxRecords, 1, kinesisLimits.records);
  within('maxBatchBytes', settings.maxBytes, 1, kinesisLimits.bytes);
  if (!(settings.recordsPerSecond > 0)) throw new RangeError('recordsPerSecond is more than 0.');
  return settings;
}

function within(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} is from ${least} to ${most}.`);
}
