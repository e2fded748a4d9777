import { readFile } from 'node:fs/promises';
import { parseJson } from '../kernel/parse-json.js';
import type { SqlError } from './sql-error.js';

/** https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html */
export interface ManifestEntry {
  readonly url: string;
  readonly mandatory: boolean;
  readonly contentLength: number | undefined;
}

type Fail = (error: string, code: number) => SqlError;

/** Throws what `fail` makes of a manifest that is none. */
export async function readManifest(path: string, fail: Fail): Promise<readonly ManifestEntry[]> {
  const entries = member(parseJson(await readFile(path, 'utf8')), 'entries');
  if (!Array.isArray(entries)) throw fail('Manifest file is not in correct json format', 8001);
  return entries.map((entry: unknown) => {
    const url = member(entry, 'url');
    if (typeof url !== 'string') throw fail(`File entry does not have 'url' key.`, 8001);
    const contentLength = member(member(entry, 'meta'), 'content_length');
    return {
      url,
      mandatory: member(entry, 'mandatory') === true,
      contentLength: typeof contentLength === 'number' ? contentLength : undefined,
    };
  });
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
