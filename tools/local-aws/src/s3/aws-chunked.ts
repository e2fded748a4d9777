import { Transform, type TransformCallback } from 'node:stream';
import { AwsError } from '../kernel/service.js';
import { malformedTrailer } from './body-claims.js';
import { incompleteBody } from './s3-errors.js';

const MAX_LINE_BYTES = 16_384;
/** Of every chunk but the last. */
const MIN_CHUNK_BYTES = 8_192;

/**
 * Takes `aws-chunked` framing off a body; chunk signatures are skipped, trailers are kept. What follows the empty line
 * after them is ignored, as S3 does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class AwsChunkedDecoder extends Transform {
  /** Names in lower case; complete when the stream has ended. */
  readonly trailers: Record<string, string> = {};
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  private line = '';
  private chunkBytes = Infinity;
  private left = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      this.decode(chunk);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    // Some clients leave out the empty line after the last trailer.
    const ended = this.state === 'done' || (this.state === 'trailers' && this.line === '');
    done(ended ? null : incompleteBody());
  }

  private decode(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.state !== 'done') {
      if (this.state === 'data') {
        const part = chunk.subarray(at, at + this.left);
        this.push(part);
        at += part.length;
        this.left -= part.length;
        if (this.left === 0) this.state = 'data-end';
        continue;
      }
      const end = chunk.indexOf(0x0a, at);
      this.line += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
      if (this.line.length > MAX_LINE_BYTES) throw incompleteBody();
      if (end < 0) return;
      at = end + 1;
      if (!this.line.endsWith('\r')) throw incompleteBody();
      const line = this.line.slice(0, -1);
      this.line = '';
      this.takeLine(line);
    }
  }

  private takeLine(line: string): void {
    if (this.state === 'size') {
      this.startChunk(line);
    } else if (this.state === 'data-end') {
      if (line !== '') throw incompleteBody();
      this.state = 'size';
    } else if (line === '') {
      this.state = 'done';
    } else {
      const colon = line.indexOf(':');
      if (colon < 1) throw malformedTrailer();
      this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }

  private startChunk(line: string): void {
    const size = /^([0-9a-f]{1,8})(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw incompleteBody();
    const before = this.chunkBytes;
    this.chunkBytes = this.left = Number.parseInt(size, 16);
    this.state = this.left === 0 ? 'trailers' : 'data';
    if (this.left > 0 && before < MIN_CHUNK_BYTES) throw chunkTooSmall();
  }
}

const chunkTooSmall = () =>
  new AwsError(
    'InvalidChunkSizeError',
    'Only the last chunk is allowed to have a size less than 8192 bytes',
    403,
  );
