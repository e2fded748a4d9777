import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, resolve } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import type { CleanOptions } from './clean-options.js';
import type { Destination } from './destinations/destination.js';
import { LocalFile } from './destinations/local-file.js';
import { realPath } from './destinations/local-files.js';
import { LocalFolder } from './destinations/local-folder.js';
import { EnvironmentError, UsageError } from './failures.js';
import { isPartName } from './output-format.js';
import { isFolder, type Place } from './place.js';
import type { Source } from './sources/source.js';
import { systemFault } from './system-fault.js';
import type { WorkFolders } from './work-folders.js';

/** The ends of a run. */
export interface Places {
  readonly source: Source;
  readonly rows: Destination;
  readonly rejects: Destination;
  /** Ends idle connections. */
  close(): void;
}

/** Chooses source and destinations by what is named; what only S3 or the web need is loaded only for them. */
export async function openPlaces(
  options: CleanOptions,
  folders: WorkFolders,
  environment: NodeJS.ProcessEnv,
): Promise<Places> {
  const { input, output, rejects } = options;
  const temporaryDirectory = resolve(options.temporaryDirectory ?? tmpdir());
  const usesS3 = [input, output, rejects].some(({ kind }) => kind === 's3');
  if (usesS3 || input.kind === 'http') await requireFolder(temporaryDirectory);
  const client = usesS3 ? await (await import('./s3-client.js')).createS3Client(environment) : undefined;
  return {
    source: await sourceOf(input, client),
    rows: await destinationOf(output, '--out', { options, folders, client, temporaryDirectory }),
    rejects: await destinationOf(rejects, '--rejects', { options, folders, client, temporaryDirectory }),
    close: () => client?.destroy(),
  };
}

async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new EnvironmentError(`the folder ${path} for temporary files ${systemFault(error)}`, {
      cause: error,
    });
  });
  if (!found.isDirectory()) throw new UsageError(`${path} is no folder: name another --temp-dir`);
}

async function sourceOf(place: Place, client: S3Client | undefined): Promise<Source> {
  switch (place.kind) {
    case 'path':
      return (await import('./sources/path-source.js')).pathSource(place.path);
    case 'http':
      return (await import('./sources/http-source.js')).httpSource(place.url);
    case 's3':
      return (await import('./sources/s3-source.js')).s3Source(client as S3Client, place.bucket, place.key);
  }
}

interface Given {
  readonly options: CleanOptions;
  readonly folders: WorkFolders;
  readonly client: S3Client | undefined;
  readonly temporaryDirectory: string;
}

async function destinationOf(
  place: Place,
  option: '--out' | '--rejects',
  { options, folders, client, temporaryDirectory }: Given,
): Promise<Destination> {
  if (place.kind === 'path')
    return isFolder(place)
      ? new LocalFolder(place.path, options.overwrite, folders)
      : new LocalFile(place.path, option, folders);
  if (place.kind === 'http') throw new UsageError(`${option} cannot be a web address`);
  const { createS3Destination } = await import('./destinations/s3-destination.js');
  return createS3Destination(place, client as S3Client, options.overwrite, folders, temporaryDirectory);
}

/** @throws {UsageError} when publishing would replace the input, whatever names and links lead to it */
export async function refuseSameFile({ input, output, rejects }: CleanOptions): Promise<void> {
  if (input.kind === 's3' && output.kind === 's3' && isFolder(output)) {
    const name = input.key.slice(output.key.length);
    if (input.bucket === output.bucket && input.key.startsWith(output.key) && isPartName(name))
      throw new UsageError('--in is one of the parts that --out would replace: name another place');
  }
  if (input.kind !== 'path') return;
  const source = await realPath(resolve(input.path));
  for (const [option, place] of [
    ['--out', output],
    ['--rejects', rejects],
  ] as const) {
    if (place.kind !== 'path') continue;
    const target = await realPath(resolve(place.path));
    const isReplaced = isFolder(place)
      ? dirname(source) === target && isPartName(basename(source))
      : source === target || (await areOneFile(source, target));
    if (isReplaced) throw new UsageError(`${option} would replace the input: name another place`);
  }
}

/** Hard links, and file systems that do not tell cases apart. */
async function areOneFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}
