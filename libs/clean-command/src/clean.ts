import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanFile, type CleanedFile, type FileFormat } from '@sluice/file-cleaning';
import type { CleanOptions } from './clean-options.js';
import type { Destination } from './destinations/destination.js';
import { openPlaces, refuseSameFile, type Places } from './open-places.js';
import { WholeFileError } from './failures.js';
import { inputFormat, isTold } from './input-format.js';
import { isFolder, placeUri } from './place.js';
import { partNameOf } from './output-format.js';
import { rejectsFile } from './rejects-file.js';
import { compressionOfBytes, withoutTransitEncoding } from './sources/transit-encoding.js';
import type { Progress } from './terminal/progress.js';
import type { CleanOutcome } from './terminal/tell-outcome.js';
import { WorkFolders } from './work-folders.js';

/** What the flow needs of the process. */
export interface CleanWorld {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Cleans one file: prepare → open → fetch → clean → stage → publish. Nothing is visible at the output before
 * everything is there; whatever ends the run earlier, nothing stays behind.
 * @throws {UsageError} the call is wrong, or would replace what it must not
 * @throws {WholeFileError} the input as a whole is bad
 * @throws {EnvironmentError} and errors of the libraries: see `describeFailure`
 * @throws the signal's reason, when interrupted
 */
export async function clean(options: CleanOptions, world: CleanWorld): Promise<CleanOutcome> {
  const startedAt = world.now();
  const folders = new WorkFolders();
  const places = await openPlaces(options, folders, world.environment);
  const { rows, rejects } = places;
  try {
    await refuseSameFile(options);
    const { workFolder } = await rows.prepare();
    const engineFolder = join(workFolder, 'engine');
    await mkdir(engineFolder);
    await rejects.prepare();
    const input = await fetchInput(options, places, folders, world);
    const cleaned = await cleanInput(options, input, engineFolder, world);
    const staged = await stageOutput(options, places, cleaned, workFolder, world);
    world.signal.throwIfAborted();
    await publish(rows, rejects, cleaned.counts.rejected > 0);
    return {
      ...cleaned.counts,
      reasons: cleaned.reasons,
      seconds: Math.round(world.now() - startedAt) / 1000,
      dataset: options.dataset.name,
      input: placeUri(options.input),
      output: rows.uri,
      rejects: rejects.uri,
      ...staged,
    };
  } catch (error) {
    await rows.abandon();
    await rejects.abandon();
    throw error;
  } finally {
    await folders.remove();
    places.close();
  }
}

interface Input {
  readonly path: string;
  readonly format: FileFormat;
}

async function fetchInput(
  options: CleanOptions,
  { source }: Places,
  folders: WorkFolders,
  { signal, progress }: CleanWorld,
): Promise<Input> {
  const opened = await source.open(signal);
  try {
    const named = inputFormat(opened.hints, options.dataset, options.inputFormat);
    if (options.input.kind === 'path') {
      const { path } = await opened.fetch('', { signal, onBytes: () => undefined });
      return { path, format: named };
    }
    const folder = await folders.make(resolve(options.temporaryDirectory ?? tmpdir()), false);
    progress.step('fetching', opened.sizeBytes);
    const fetched = await opened.fetch(folder, { signal, onBytes: (received) => progress.bytes(received) });
    const format = isTold(opened.hints)
      ? named
      : { ...named, compression: await compressionOfBytes(fetched.path) };
    return await withoutTransitEncoding(fetched, format, folder);
  } finally {
    opened.close();
  }
}

async function cleanInput(
  options: CleanOptions,
  input: Input,
  outputDirectory: string,
  { signal, progress }: CleanWorld,
): Promise<CleanedFile> {
  const { dataset, outputFormat, partBytes, maxRejectRatio } = options;
  let isShown = false;
  const result = await cleanFile({
    dataset,
    inputPath: input.path,
    ...input.format,
    outputDirectory,
    sourceNumber: 0,
    signal,
    output: { layout: 'table', format: outputFormat.format, gzip: outputFormat.gzip, always: true },
    partBytes,
    ...(maxRejectRatio === undefined ? {} : { maxRejectRatio }),
    source: placeUri(options.input),
    onProgress: ({ bytesRead, totalBytes, read, rejected }) => {
      if (!isShown) progress.step('cleaning', totalBytes);
      isShown = true;
      progress.bytes(bytesRead);
      progress.records(read, rejected);
    },
  });
  if (!result.ok) throw new WholeFileError(result.fault);
  return result;
}

async function stageOutput(
  options: CleanOptions,
  { rows, rejects }: Places,
  cleaned: CleanedFile,
  workFolder: string,
  { signal, progress }: CleanWorld,
): Promise<{ files: number; sizeBytes: number }> {
  const parts = cleaned.rows.map((part, index) => ({
    ...part,
    name: partNameOf(index, options.outputFormat),
  }));
  if (!isFolder(options.output) && parts.length !== 1)
    throw new Error(`one file was asked for, and ${parts.length} were made`);
  const rejected = await rejectsFile(cleaned.quarantine, rejects.uri, workFolder);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (options.output.kind === 's3') progress.step('storing', sizeBytes);
  await rows.stage(parts, { signal, onBytes: (sent) => progress.bytes(sent) });
  await rejects.stage(rejected, { signal, onBytes: () => undefined });
  return { files: parts.length, sizeBytes };
}

/** Rejects first: rows without the rest of the file's story are never seen. A stale story goes last. */
async function publish(rows: Destination, rejects: Destination, hasRejects: boolean): Promise<void> {
  const inOrder = hasRejects ? [rejects, rows] : [rows, rejects];
  for (const destination of inOrder) await destination.publish();
}
