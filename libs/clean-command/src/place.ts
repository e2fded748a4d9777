import { UsageError } from './failures.js';

/** What `--in`, `--out` and `--rejects` name. */
export type Place =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'http'; readonly url: URL };

/**
 * Reads a place as it was given. An S3 key is everything behind the bucket's slash, as it stands: nothing in it is
 * decoded.
 * @throws {UsageError} for what is none
 */
export function parsePlace(text: string, option: string): Place {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      if (text === '') throw new UsageError(`${option} is empty: name a path or a URL`);
      if (text.includes('\0')) throw new UsageError(`${option} holds a NUL character: no path can`);
      // Elsewhere it stands for standard input or output, and here it would become a file of that name.
      if (text === '-') throw new UsageError(`${option} cannot be standard input or output: name a file`);
      return { kind: 'path', path: text };
    case 's3':
      return parseS3(text, option);
    case 'http':
    case 'https':
      if (!URL.canParse(text)) throw new UsageError(`${option} is not a URL: check it`);
      return { kind: 'http', url: new URL(text) };
    default:
      throw new UsageError(
        `${option} cannot be ${scheme}://: name a path, s3://bucket/key or an http(s) URL`,
      );
  }
}

function parseS3(text: string, option: string): Place {
  const [, bucket = '', key] = /^s3:\/\/([^/]*)(?:\/([\s\S]*))?$/i.exec(text) ?? [];
  // What else a bucket may be called is for S3 to say; these would reach another host or another object.
  if (!/^[A-Za-z0-9._-]+$/.test(bucket))
    throw new UsageError(`${option} names no bucket: write s3://bucket/key`);
  if (key === undefined) throw new UsageError(`${option} names no key: write s3://${bucket}/key`);
  return { kind: 's3', bucket, key };
}

/** A place for people and for the rejects' `source`: as given, without what may be secret. */
export function placeUri(place: Place): string {
  switch (place.kind) {
    case 'path':
      return place.path;
    case 's3':
      return `s3://${place.bucket}/${place.key}`;
    case 'http':
      return urlUri(place.url);
  }
}

/** A URL without user, password, query and fragment: signatures and tokens stand there. */
export const urlUri = (url: URL): string => `${url.protocol}//${url.host}${url.pathname}`;

/** Whether it names a folder or a prefix, which gets parts. */
export const isFolder = (place: Place): boolean =>
  place.kind === 'path'
    ? place.path.endsWith('/')
    : place.kind === 's3' && (place.key === '' || place.key.endsWith('/'));

/** The last segment of its name; empty where it has none. */
export function fileName(place: Place): string {
  const path = place.kind === 'path' ? place.path : place.kind === 's3' ? place.key : place.url.pathname;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (place.kind !== 'http') return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
