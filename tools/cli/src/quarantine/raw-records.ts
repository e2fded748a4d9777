import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { QuarantinedRecord } from '@sluice/file-cleaning';
import { ObjectMissingError, type ObjectStore } from '@sluice/object-store';

/** A reject and the place of its raw bytes. */
export interface Placed {
  readonly recordId: string;
  /** `s3://bucket/key#ordinal`. */
  readonly rawLocation: string | null;
}

/** Reads raw records out of the quarantine bucket; objects are downloaded to a folder, one at a time. */
export class RawRecords {
  #last: { readonly uri: string; readonly path: string } | undefined;
  #count = 0;

  constructor(
    private readonly objects: Pick<ObjectStore, 'download'>,
    private readonly folder: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Each reject with its line of the quarantine; without, where that is gone. Those of one object follow each other. */
  async *of<R extends Placed>(
    rejects: readonly R[],
  ): AsyncGenerator<{ readonly reject: R; readonly record: QuarantinedRecord | undefined }> {
    for (const [uri, wanted] of byObject(rejects)) {
      const path = await this.#download(uri);
      if (path !== undefined)
        for await (const record of lines(path)) {
          this.signal.throwIfAborted();
          const name = nameOf(record);
          const reject = wanted.get(name);
          if (reject === undefined) continue;
          wanted.delete(name);
          yield { reject, record };
          if (wanted.size === 0) break;
        }
      for (const reject of wanted.values()) yield { reject, record: undefined };
    }
  }

  async #download(uri: string): Promise<string | undefined> {
    if (this.#last?.uri === uri) return this.#last.path;
    if (this.#last) await rm(this.#last.path, { force: true });
    this.#last = undefined;
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    if (bucket === undefined || key === undefined) return undefined;
    const path = join(this.folder, `rejects-${this.#count++}.ndjson.gz`);
    try {
      await this.objects.download({ bucket, key }, path, { signal: this.signal });
    } catch (error) {
      if (error instanceof ObjectMissingError) return undefined;
      throw error;
    }
    this.#last = { uri, path };
    return path;
  }
}

/** Batches of several sources are one object: their records have ids. A file's stands alone in its object. */
const nameOf = ({ recordId, ordinal }: Pick<QuarantinedRecord, 'recordId' | 'ordinal'>): string =>
  recordId ?? `#${ordinal}`;

/** By object, then by both names that a line may have. */
function byObject<R extends Placed>(rejects: readonly R[]): Map<string, Wanted<R>> {
  const objects = new Map<string, Wanted<R>>();
  for (const reject of rejects) {
    const [, uri = '', ordinal = ''] = /^(.*)(#\d+)$/.exec(reject.rawLocation ?? '') ?? [];
    const wanted = objects.get(uri) ?? new Wanted<R>();
    wanted.add(reject, ordinal);
    objects.set(uri, wanted);
  }
  return objects;
}

/** Rejects of one object that were not met yet. */
class Wanted<R extends Placed> {
  readonly #byId = new Map<string, R>();
  readonly #idByOrdinal = new Map<string, string>();

  get size(): number {
    return this.#byId.size;
  }

  add(reject: R, ordinal: string): void {
    this.#byId.set(reject.recordId, reject);
    this.#idByOrdinal.set(ordinal, reject.recordId);
  }

  get(name: string): R | undefined {
    return this.#byId.get(this.#idOf(name));
  }

  delete(name: string): void {
    this.#byId.delete(this.#idOf(name));
  }

  values(): Iterable<R> {
    return this.#byId.values();
  }

  #idOf(name: string): string {
    return name.startsWith('#') ? (this.#idByOrdinal.get(name) ?? '') : name;
  }
}

/** Not `readline`, which waits for ever where what it reads from ends with a fault. */
async function* lines(path: string): AsyncGenerator<QuarantinedRecord> {
  const text = pipeline(createReadStream(path), createGunzip(), () => undefined).setEncoding('utf8');
  // A line may have many chunks: they are joined once.
  let begun: string[] = [];
  for await (const chunk of text as AsyncIterable<string>) {
    const [first = '', ...others] = chunk.split('\n');
    begun.push(first);
    for (const next of others) {
      yield JSON.parse(begun.join('')) as QuarantinedRecord;
      begun = [next];
    }
  }
}

/** The record's bytes, or their beginning. */
export const rawBytesOf = ({ raw, rawBase64 }: QuarantinedRecord): Buffer =>
  rawBase64 === undefined ? Buffer.from(raw ?? '') : Buffer.from(rawBase64, 'base64');
