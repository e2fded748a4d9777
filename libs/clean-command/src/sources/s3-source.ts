import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  createObjectStore,
  ObjectMissingError,
  ObjectStoreUnavailableError,
  objectUri,
} from '@sluice/object-store';
import { EnvironmentError } from '../failures.js';
import type { FetchOptions, OpenSource, Source } from './source.js';

/** Of a transfer that breaks off; the SDK repeats only what fails before the body begins. */
const tries = 3;

/** An object in S3, fetched to disk before it is read; the one that stood there when it was opened, or none. */
export function s3Source(client: S3Client, bucket: string, key: string): Source {
  const store = createObjectStore(client);
  return {
    async open(): Promise<OpenSource> {
      const found = await store.head({ bucket, key });
      if (!found)
        throw new EnvironmentError(`${objectUri({ bucket, key })} does not exist: check bucket and key`);
      const { etag, sizeBytes, versionId } = found;
      const location = { bucket, key, ...(versionId === undefined ? {} : { versionId }) };
      return {
        hints: { names: [key.slice(key.lastIndexOf('/') + 1)] },
        sizeBytes,
        fetch: async (folder, options) => {
          const path = join(folder, 'download');
          await inSeveralTries(options, (onBytes) =>
            store.download(location, path, { expectedEtag: etag, signal: options.signal, onBytes }),
          );
          return { path };
        },
        close: () => undefined,
      };
    },
  };
}

async function inSeveralTries(
  { onBytes, signal }: FetchOptions,
  download: (onBytes: (bytes: number) => void) => Promise<unknown>,
): Promise<void> {
  for (let failures = 0; ;) {
    let received = 0;
    try {
      await download((bytes) => onBytes((received += bytes)));
      return;
    } catch (error) {
      if (error instanceof ObjectMissingError || signal.aborted) throw error;
      // Without a byte it was not the transfer that broke.
      if (!(error instanceof ObjectStoreUnavailableError) || received === 0 || ++failures === tries)
        throw error;
    }
  }
}
