import { open, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { EnvironmentError } from '../failures.js';
import { urlUri } from '../place.js';
import { networkFault, PassingHttpFault } from './http-faults.js';
import { get, type HttpAnswer, type HttpPatience } from './http-request.js';
import { retrying } from './retrying.js';
import type { FetchOptions } from './source.js';

/** Body bytes that the answer announces, those left out by a range included. */
export function totalBytes({ headers }: IncomingMessage): number | undefined {
  const [, total] = /\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
  const size = total ?? headers['content-length'];
  return size === undefined ? undefined : Number(size);
}

/** What proves that a later answer is about the same content; weak tags do not prove it of bytes. */
function validatorOf({ headers }: IncomingMessage): string | undefined {
  const { etag } = headers;
  if (headers['accept-ranges'] === 'none') return undefined;
  return etag !== undefined && !etag.startsWith('W/') ? etag : headers['last-modified'];
}

/** One body on its way to a file, over as many transfers as it takes. */
export class HttpDownload {
  private received = 0;
  /** The most that was ever here: a transfer that begins anew has to get beyond it to count as progress. */
  private furthest = 0;
  private validator: string | undefined;

  constructor(
    private readonly url: URL,
    private readonly patience: HttpPatience,
    private readonly options: FetchOptions,
  ) {}

  /** @returns the encoding that the server put around the content */
  async run(first: HttpAnswer, path: string): Promise<string | undefined> {
    const file = await open(path, 'w', 0o600);
    try {
      let answer: HttpAnswer | undefined = first;
      let encoding: string | undefined;
      await retrying(
        this.patience,
        this.options.signal,
        async () => {
          const { response } = answer ?? (await this.again());
          answer = undefined;
          await this.take(response, file);
          encoding = response.headers['content-encoding'];
        },
        () => this.gotFurther(),
      );
      return encoding;
    } finally {
      first.response.destroy();
      await file.close();
    }
  }

  private again(): Promise<HttpAnswer> {
    const headers =
      this.validator === undefined || this.received === 0
        ? {}
        : { range: `bytes=${this.received}-`, 'if-range': this.validator };
    return get(this.url, headers, this.patience, this.options.signal).catch((error: unknown) => {
      // It answered before: what the network says now, even that nobody is there, may pass.
      throw error instanceof EnvironmentError && error.cause !== undefined
        ? new PassingHttpFault(error.message, { cause: error.cause })
        : error;
    });
  }

  private gotFurther(): boolean {
    if (this.received <= this.furthest) return false;
    this.furthest = this.received;
    return true;
  }

  /** Writes a body behind what is here already, or instead of it. */
  private async take(response: IncomingMessage, file: FileHandle): Promise<void> {
    const start = response.statusCode === 206 ? rangeStart(response) : 0;
    if (response.statusCode === 416 || (response.statusCode === 206 && start !== this.received)) {
      response.destroy();
      this.received = 0;
      this.validator = undefined;
      throw new PassingHttpFault(`${urlUri(this.url)} answers with another range than was asked for`);
    }
    this.received = start;
    this.validator = validatorOf(response) ?? (start > 0 ? this.validator : undefined);
    await file.truncate(start);
    const total = totalBytes(response);
    for await (const chunk of this.bodyOf(response)) {
      await this.write(chunk, file);
      this.options.onBytes(this.received);
    }
    if (total !== undefined && this.received !== total)
      throw new PassingHttpFault(
        `${urlUri(this.url)}: ${this.received} of ${total} bytes came: try again later`,
      );
  }

  private async write(chunk: Buffer, file: FileHandle): Promise<void> {
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await file.write(chunk, done, chunk.length - done, this.received);
      done += bytesWritten;
      this.received += bytesWritten;
    }
  }

  /** Tells faults of the network from those of the disk. */
  private async *bodyOf(response: IncomingMessage): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of response) yield chunk as Buffer;
    } catch (error) {
      if (this.options.signal.aborted) throw error;
      const fault = networkFault(error, this.url);
      // Whatever broke a transfer that had begun may pass.
      throw fault instanceof PassingHttpFault ? fault : new PassingHttpFault(fault.message, { cause: error });
    }
  }
}

const rangeStart = ({ headers }: IncomingMessage): number =>
  Number(/^bytes (\d+)-/.exec(headers['content-range'] ?? '')?.[1] ?? NaN);
