import type { Bucket } from './bucket.js';
import { invalidArgument } from './s3-errors.js';

/** Of the form that the version ids of this bucket's objects have. */
export const isVersionId = (text: string): boolean => text === 'null' || /^[\w-]{32}$/.test(text);

/** The version that a request names. Throws `InvalidArgument` for what can be none. */
export function readVersionId(query: URLSearchParams): string | undefined {
  const text = query.get('versionId') ?? undefined;
  if (text === '') throw invalidArgument('Version id cannot be the empty string');
  if (text !== undefined && !isVersionId(text)) throw invalidArgument('Invalid version id specified');
  return text;
}

/** Of what was read or deleted: shown in every bucket that has, or had, versions. */
export const versionIdHeader = (bucket: Bucket, versionId: string): Record<string, string> =>
  bucket.settings.versioning === undefined ? {} : { 'x-amz-version-id': versionId };
