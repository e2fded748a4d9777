import type { ObjectFile, ObjectFiles } from '../kernel/ports.js';
import { readFile } from 'node:fs/promises';
import { SqlError } from './sql-error.js';
import type { CopyCommand } from './sql/parse-copy.js';

export interface CopySource extends ObjectFile {
  readonly url: string;
}

/**
 * The objects that a COPY reads: those below its prefix, or those that its manifest lists.
 * Manifest: https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html
 */
export async function copySources(copy: CopyCommand, objects: ObjectFiles): Promise<readonly CopySource[]> {
  if (copy.manifest) return manifestSources(copy, objects);
  const found = await objects.list(copy.bucket, copy.key);
  if (found.length === 0) throw missing(copy.key);
  return found.map((file) => ({ ...file, url: `s3://${copy.bucket}/${file.key}` }));
}

const missing = (key: string): SqlError => new SqlError(`The specified S3 prefix '${key}' does not exist`);

async function manifestSources(copy: CopyCommand, objects: ObjectFiles): Promise<readonly CopySource[]> {
  const manifest = await objects.locate(copy.bucket, copy.key);
  if (manifest === undefined) throw missing(copy.key);
  const entries = parseManifest(await readFile(manifest.path, 'utf8'), copy.key);
  const sources: CopySource[] = [];
  for (const { url, mandatory, contentLength } of entries) {
    const address = /^s3:\/\/([^/]+)\/(.+)$/s.exec(url);
    if (address === null) throw malformed(copy.key, `the url ${url}`);
    const file = await objects.locate(address[1] ?? '', address[2] ?? '');
    if (file === undefined) {
      if (mandatory) throw new SqlError(`Mandatory url is not present in manifest file: ${url}`);
      continue;
    }
    if (copy.format.kind === 'parquet') {
      // Columnar COPY reads footers by range and so asks for each file's length.
      if (contentLength === undefined) {
        throw new SqlError(`Manifest file must contain "meta" with "content_length" for ${url}`);
      }
      if (contentLength !== file.sizeBytes) {
        throw new SqlError(
          `Spectrum Scan Error Detail: code: 15007 context: The S3 object ${url} has ${file.sizeBytes} bytes, ` +
            `but content_length in the manifest is ${contentLength}`,
        );
      }
    }
    sources.push({ ...file, url });
  }
  return sources;
}

interface ManifestEntry {
  readonly url: string;
  readonly mandatory: boolean;
  readonly contentLength: number | undefined;
}

const malformed = (key: string, what: string): SqlError =>
  new SqlError(`The manifest file ${key} is not valid: ${what}`);

function parseManifest(text: string, key: string): ManifestEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SqlError(`The manifest file ${key} is not valid JSON`, undefined, { cause: error });
  }
  const entries = field(value, 'entries');
  if (!Array.isArray(entries)) throw malformed(key, '"entries" must be a list');
  return entries.map((entry: unknown) => {
    const url = field(entry, 'url');
    if (typeof url !== 'string') throw malformed(key, 'an entry has no "url"');
    const contentLength = field(field(entry, 'meta'), 'content_length');
    return {
      url,
      mandatory: field(entry, 'mandatory') === true,
      contentLength: typeof contentLength === 'number' ? contentLength : undefined,
    };
  });
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
