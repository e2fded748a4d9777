import { resolve } from 'node:path';
import { datasets, type Dataset, type FileFormatName } from '@sluice/contracts';
import { UsageError } from './failures.js';
import { outputFormat, type OutputFormat } from './output-format.js';
import { fileName, isFolder, parsePlace, placeUri, type Place } from './place.js';

/** As commander gives them. */
export interface CleanArguments {
  readonly dataset: string;
  readonly in: string;
  readonly out: string;
  readonly inFormat?: FileFormatName;
  readonly outFormat?: FileFormatName;
  readonly rejects?: string;
  readonly maxRejectRatio?: number;
  readonly partSize?: number;
  readonly overwrite?: boolean;
  readonly tempDir?: string;
  readonly json?: boolean;
}

/** What is to be done, checked as far as the command line alone allows. */
export interface CleanOptions {
  readonly dataset: Dataset;
  readonly input: Place;
  readonly inputFormat: FileFormatName | undefined;
  readonly output: Place;
  readonly outputFormat: OutputFormat;
  /** Infinity for one file. */
  readonly partBytes: number;
  readonly rejects: Place;
  readonly maxRejectRatio: number | undefined;
  readonly overwrite: boolean;
  readonly temporaryDirectory: string | undefined;
  readonly json: boolean;
}

const defaultPartBytes = 64 * 1024 * 1024;

/** @throws {UsageError} for what can be told from the command line alone, before anything is read */
export function readOptions(given: CleanArguments): CleanOptions {
  const dataset = namedDataset(given.dataset);
  const input = parsePlace(given.in, '--in');
  if (isFolder(input)) throw new UsageError('--in names a folder: name one file');
  const output = parsePlace(given.out, '--out');
  if (output.kind === 'http')
    throw new UsageError('--out cannot be a web address: name a path or s3://bucket/key');
  const format = outputFormat(output, given.outFormat);
  if (given.partSize !== undefined && !isFolder(output))
    throw new UsageError('--part-size needs an --out that ends in /: one file has no parts');
  const rejects = given.rejects === undefined ? besideOutput(output) : namedRejects(given.rejects, output);
  for (const [option, place] of [
    ['--out', output],
    ['--rejects', rejects],
  ] as const)
    if (placeUri(place) === placeUri(input))
      throw new UsageError(`${option} is the input: name another place`);
  return {
    dataset,
    input,
    inputFormat: given.inFormat,
    output,
    outputFormat: format,
    partBytes: isFolder(output) ? (given.partSize ?? defaultPartBytes) : Infinity,
    rejects,
    maxRejectRatio: given.maxRejectRatio,
    overwrite: given.overwrite ?? false,
    temporaryDirectory: given.tempDir,
    json: given.json ?? false,
  };
}

function namedDataset(name: string): Dataset {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found) return found;
  const known = datasets.map((dataset) => dataset.name).join(', ');
  throw new UsageError(`there is no dataset ${JSON.stringify(name)}: choose one of ${known}`);
}

const extension = '.rejects.ndjson.gz';

/** Beside a folder, never inside it: what loads the folder by its prefix would read the rejects as data. */
function besideOutput(output: Place): Place {
  const withoutSlash = (name: string) => name.replace(/\/+$/, '');
  if (output.kind === 's3') {
    const key = withoutSlash(output.key);
    if (key === '')
      throw new UsageError('--out is a whole bucket, beside it is nothing: name a place with --rejects');
    return { ...output, key: key + extension };
  }
  const path = output.kind === 'path' ? withoutSlash(output.path) : '';
  if (path === '' || /(?:^|\/)\.\.?$/.test(path))
    throw new UsageError(
      '--out has no name that the rejects could have as well: name a place with --rejects',
    );
  return { kind: 'path', path: path + extension };
}

function namedRejects(text: string, output: Place): Place {
  const rejects = parsePlace(text, '--rejects');
  if (rejects.kind === 'http')
    throw new UsageError('--rejects cannot be a web address: name a path or s3://bucket/key');
  if (!/.\.ndjson(?:\.gz)?$/.test(fileName(rejects)))
    throw new UsageError('--rejects is written as NDJSON: let it end in .ndjson or .ndjson.gz');
  if (placeUri(rejects) === placeUri(output))
    throw new UsageError('--rejects is the output: name another place');
  if (isFolder(output) && isInside(rejects, output))
    throw new UsageError('--rejects is inside --out, where it would be read as data: name another place');
  return rejects;
}

function isInside(place: Place, folder: Place): boolean {
  if (place.kind === 'path' && folder.kind === 'path')
    return resolve(place.path).startsWith(`${resolve(folder.path)}/`);
  return place.kind === folder.kind && placeUri(place).startsWith(placeUri(folder));
}
