import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findDataset, unrouted, type Dataset } from '@sluice/contracts';
import {
  cleanFile,
  defaultMaxExpansion,
  detectFileFormat,
  type CleanedFile,
  type FileFormat,
  type MaxExpansion,
} from '@sluice/file-cleaning';
import { fileSourceId, type FileArrived } from '@sluice/message-schemas';
import {
  ObjectChangedError,
  ObjectMissingError,
  ObjectTooLargeError,
  objectUri,
  type DownloadedObject,
} from '@sluice/object-store';
import type { Environment } from '../environment.js';
import { engineVersion } from './engine-version.js';
import { loadSources, type SourcesToLoad } from './load-sources.js';
import { park, type Outcome } from './outcome.js';
import { sha256Hex } from './sha256-hex.js';
import { withWorkDirectory } from './work-directory.js';
import type { WorkOptions } from './work-options.js';

/** Identity of the file that a message announces. */
export const sourceIdOf = (message: FileArrived): string => fileSourceId(message, sha256Hex);

/**
 * One file, from announcement to commit: route → download → clean → quarantine → stage → load.
 * Idempotent: whatever step it is killed after, doing it again gives the same warehouse.
 */
export async function processFile(
  message: FileArrived,
  environment: Environment,
  options: WorkOptions,
): Promise<Outcome> {
  const startedAt = environment.now();
  const route = routeFile(message);
  if ('kind' in route) return route;
  return withWorkDirectory(async (directory) => {
    const downloaded = await downloadFile(message, directory, environment, options.signal);
    if ('kind' in downloaded) return downloaded;
    const { dataset } = route;
    const maxExpansion = maxExpansionOf(downloaded.object.sizeBytes, environment.config.FILES_MAX_TEXT_BYTES);
    const cleaned = await cleanInto(directory, route, downloaded.path, maxExpansion, options);
    if (!cleaned.ok) return park(cleaned.fault.code, cleaned.fault.message);
    if (cleaned.counts.clean === 0 && dataset.load.mode === 'replace' && dataset.load.allowEmpty !== true)
      return park(
        'empty_snapshot',
        `none of the file's ${cleaned.counts.read} records is clean, and loading it would empty ${dataset.name}: mend it, or allow empty files in the contract`,
      );
    const source = describeSource(message, dataset, downloaded.object, cleaned);
    return loadSources(
      { dataset, startedAt, sources: [source], written: cleaned, directory },
      environment,
      options,
    );
  });
}

interface Route {
  readonly dataset: Dataset;
  readonly format: FileFormat;
}

function routeFile(message: FileArrived): Route | Outcome {
  const dataset = message.dataset === unrouted.name ? undefined : findDataset(message.dataset);
  if (!dataset)
    return park(
      'unknown_dataset',
      `no contract for the key ${JSON.stringify(message.key)}: its first segment must name a dataset`,
    );
  const format = detectFileFormat(message.key, dataset);
  if (!format)
    return park('unknown_format', `the name ${JSON.stringify(message.key)} tells no format that can be read`);
  return { dataset, format };
}

async function downloadFile(
  message: FileArrived,
  directory: string,
  { objects, config }: Environment,
  signal: AbortSignal,
): Promise<{ path: string; object: DownloadedObject } | Outcome> {
  const { bucket, key, versionId, etag } = message;
  const path = join(directory, 'source');
  try {
    const object = await objects.download(
      { bucket, key, ...(versionId === undefined ? {} : { versionId }) },
      path,
      // By S3's own word when the download begins: what the message says may be old, or missing.
      {
        signal,
        maxBytes: config.FILES_MAX_BYTES,
        ...(versionId === undefined ? { expectedEtag: etag } : {}),
      },
    );
    return { path, object };
  } catch (error) {
    if (error instanceof ObjectMissingError)
      return park('object_missing', `${objectUri(message)} was deleted before it was read`);
    if (error instanceof ObjectChangedError)
      return park('object_replaced', `${objectUri(message)} was overwritten before it was read`);
    if (error instanceof ObjectTooLargeError)
      return park(
        'file_too_large',
        `${objectUri(message)} has ${error.sizeBytes} bytes, and a file, which is loaded as one, may have ${error.maxBytes}: deliver it in parts`,
      );
    throw error;
  }
}

/** Cleaning's own limit, or a lower one that keeps the text within so many bytes; of a file that is compressed. */
const maxExpansionOf = (sizeBytes: number, maxTextBytes: number): MaxExpansion => ({
  ratio: Math.min(defaultMaxExpansion.ratio, maxTextBytes / Math.max(1, sizeBytes)),
  freeBytes: Math.min(defaultMaxExpansion.freeBytes, maxTextBytes),
});

async function cleanInto(
  directory: string,
  { dataset, format }: Route,
  inputPath: string,
  maxExpansion: MaxExpansion,
  { signal, progressed }: WorkOptions,
) {
  const outputDirectory = join(directory, 'clean');
  await mkdir(outputDirectory);
  return cleanFile({
    dataset,
    inputPath,
    ...format,
    outputDirectory,
    sourceNumber: 0,
    maxExpansion,
    signal,
    onProgress: progressed,
  });
}

function describeSource(
  message: FileArrived,
  dataset: Dataset,
  object: DownloadedObject,
  cleaned: CleanedFile,
): SourcesToLoad['sources'][number] {
  const arrivedAt = object.lastModified.toISOString();
  return {
    _source_no: 0,
    source_id: sourceIdOf(message),
    kind: 'file',
    origin: objectUri(message),
    object_bucket: message.bucket,
    object_key: message.key,
    object_version: message.versionId ?? null,
    checksum: object.sha256,
    first_arrived_at: arrivedAt,
    arrived_at: arrivedAt,
    records_read: cleaned.counts.read,
    contract_version: dataset.version,
    engine_version: engineVersion,
  };
}
