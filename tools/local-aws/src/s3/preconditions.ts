import type { AwsRequest } from '../kernel/service.js';
import type { ObjectVersion } from './object-version.js';
import { noSuchKey, preconditionFailed } from './s3-errors.js';

type Headers = AwsRequest['headers'];

/** For a PUT, looking at what the key shows at that moment. Throws `PreconditionFailed` or `NoSuchKey`. */
export function checkWrite(headers: Headers, visible: ObjectVersion | undefined): void {
  if (headers['if-none-match'] === '*' && visible !== undefined) throw preconditionFailed();
  const wanted = headers['if-match'];
  if (wanted === undefined) return;
  if (visible === undefined) throw noSuchKey();
  if (!names(wanted, visible)) throw preconditionFailed();
}

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
