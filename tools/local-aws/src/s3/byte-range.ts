import { AwsError } from '../kernel/service.js';

export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The one range that a request asks for; undefined for none, and for headers that S3 ignores. Throws
 * `InvalidRange`.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, from = '', to = ''] = match;
  const range =
    from === ''
      ? { first: Math.max(0, sizeBytes - Number(to)), last: sizeBytes - 1 }
      : { first: Number(from), last: Math.min(to === '' ? Infinity : Number(to), sizeBytes - 1) };
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (range.first > range.last) {
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      'content-range': `bytes */${sizeBytes}`,
    });
  }
  return range;
}
