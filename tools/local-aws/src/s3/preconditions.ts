import type { AwsRequest } from '../kernel/service.js';
import type { Check } from './bucket.js';
import type { KeyWatch } from './key-lines.js';
import type { ObjectVersion } from './object-version.js';
import {
  conditionalRequestConflict,
  headerNotImplemented,
  noSuchKey,
  preconditionFailed,
} from './s3-errors.js';

type Headers = AwsRequest['headers'];

/**
 * For a PUT or a completed upload: looks at what the key shows at that moment. Where the conditions hold and yet the key
 * was written or deleted since `watch` began, that is a conflict. Throws `NotImplemented` for conditions that S3 does
 * not know of a write.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function writeCheck(headers: Headers, watch?: KeyWatch): Check {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match === undefined && noneMatch === undefined) return () => undefined;
  const isKnown = (noneMatch === undefined && match !== '*') || (match === undefined && noneMatch === '*');
  if (!isKnown) throw headerNotImplemented();
  return (visible) => {
    if (match === undefined && visible !== undefined) throw preconditionFailed();
    if (match !== undefined && visible === undefined) throw noSuchKey();
    if (match !== undefined && visible !== undefined && !names(match, visible)) throw preconditionFailed();
    if (watch?.hasChanged) throw conditionalRequestConflict();
  };
}

/** For a DELETE, which succeeds where there is nothing. */
export const deleteCheck =
  (match: string | undefined): Check =>
  (found) => {
    if (match !== undefined && found !== undefined && !names(match, found)) throw preconditionFailed();
  };

/** For a GET or HEAD. Throws `PreconditionFailed`; says whether the client's copy is still good. */
export function checkRead(headers: Headers, version: ObjectVersion): 'send' | 'not-modified' {
  const modifiedSecond = Math.floor(version.lastModifiedMs / 1000) * 1000;
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined) {
    if (!names(match, version)) throw preconditionFailed();
  } else if (modifiedSecond > readDate(headers['if-unmodified-since'], Infinity)) {
    throw preconditionFailed();
  }
  if (noneMatch !== undefined) return names(noneMatch, version) ? 'not-modified' : 'send';
  return modifiedSecond <= readDate(headers['if-modified-since'], -Infinity) ? 'not-modified' : 'send';
}

const names = (condition: string, { etag }: ObjectVersion): boolean =>
  condition.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^"|"$/g, '') === etag);

function readDate(text: string | undefined, otherwise: number): number {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? otherwise : time;
}
