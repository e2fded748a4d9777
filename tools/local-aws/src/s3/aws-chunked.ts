import { Transform, type TransformCallback } from 'node:stream';
import { incompleteBody, invalidRequest } from './s3-errors.js';

const MAX_LINE_BYTES = 16_384;

/**
 * Takes `aws-chunked` framing off a body; chunk signatures are skipped, trailers are kept.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export class AwsChunkedDecoder extends Transform {
  /** Names in lower case; complete when the stream has ended. */
  readonly trailers: Record<string, string> = {};
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  private line = '';
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
      if (this.line.length > MAX_LINE_BYTES) throw invalidRequest('A chunk header is too long.');
      if (end < 0) return;
      at = end + 1;
      const line = this.line.replace(/\r$/, '');
      this.line = '';
      this.takeLine(line);
    }
  }

  private takeLine(line: string): void {
    if (this.state === 'size') {
      const size = /^([0-9a-f]{1,8})(?:;|$)/i.exec(line)?.[1];
      if (size === undefined) throw invalidRequest('A chunk header is malformed.');
      this.left = Number.parseInt(size, 16);
      this.state = this.left === 0 ? 'trailers' : 'data';
    } else if (this.state === 'data-end') {
      if (line !== '') throw invalidRequest('A chunk is longer than its header says.');
      this.state = 'size';
    } else if (line === '') {
      this.state = 'done';
    } else {
      const colon = line.indexOf(':');
      if (colon < 1) throw invalidRequest('A trailer is malformed.');
      this.trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }
}
