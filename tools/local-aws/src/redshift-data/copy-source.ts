import { AwsError } from '../kernel/service.js';
import type { ObjectFile, ObjectFiles } from '../kernel/ports.js';
import { copyError, NO_SUCH_KEY, s3Exception } from './copy-error.js';
import { readManifest } from './copy-manifest.js';
import type { CopyCommand } from './sql/parse-copy.js';

export interface CopySource extends ObjectFile {
  readonly url: string;
}

/** The objects that a COPY reads: those below its prefix, or those that its manifest lists. */
export async function copySources(
  copy: CopyCommand,
  objects: ObjectFiles,
  queryId: number,
): Promise<readonly CopySource[]> {
  try {
    return copy.manifest
      ? await manifestSources(copy, objects, queryId)
      : await prefixSources(copy, objects, queryId);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const context = `Listing bucket=${copy.bucket} prefix=${copy.key}`;
    const refused = s3Exception(error.message, error.status, error.code);
    throw copyError({ error: refused, code: 8001, context }, queryId, { cause: error });
  }
}

async function prefixSources(
  { bucket, key }: CopyCommand,
  objects: ObjectFiles,
  queryId: number,
): Promise<readonly CopySource[]> {
  const found = await objects.list(bucket, key);
  if (found.length === 0) {
    const error = `The specified S3 prefix '${key}' does not exist`;
    throw copyError({ error, code: 8001, context: '' }, queryId);
  }
  return found.map((file) => ({ ...file, url: `s3://${bucket}/${file.key}` }));
}

async function manifestSources(
  { bucket, key, format }: CopyCommand,
  objects: ObjectFiles,
  queryId: number,
): Promise<readonly CopySource[]> {
  const context = `s3://${bucket}/${key}`;
  const fail = (error: string, code: number) => copyError({ error, code, context }, queryId);
  const manifest = await objects.locate(bucket, key);
  if (manifest === undefined) throw fail(`Problem reading manifest file - ${NO_SUCH_KEY}`, 1216);
  const sources: CopySource[] = [];
  for (const { url, mandatory, contentLength } of await readManifest(manifest.path, fail)) {
    const [, from = '', name = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url) ?? [];
    if (from === '') throw fail(`Invalid url in manifest file: ${url}`, 8001);
    // Columnar COPY reads the end of each file, and asks for its length.
    if (format.kind === 'parquet' && contentLength === undefined)
      throw fail(`File entry does not have 'meta' key.`, 15003);
    const file = await objects.locate(from, name);
    if (file === undefined) {
      if (mandatory) throw fail(`Mandatory url is not present in manifest file - ${url}`, 8001);
    } else if (format.kind === 'parquet' && contentLength !== file.sizeBytes) {
      throw copyError(wrongLength(url, file.sizeBytes, contentLength ?? 0), queryId);
    } else sources.push({ ...file, url });
  }
  if (sources.length === 0) throw fail('No file of the manifest exists', 8001);
  return sources;
}

const wrongLength = (url: string, sizeBytes: number, contentLength: number) => ({
  error: 'Spectrum Scan Error',
  code: 15007,
  context:
    contentLength > sizeBytes
      ? `HTTP response error code: 416 Message: InvalidRange The requested range is not satisfiable ${url}`
      : `File '${url}' is longer than its content_length in the manifest: ${sizeBytes}, not ${contentLength}`,
});
