import {
  ObjectStoreUnavailableError,
  objectUri,
  type ObjectLocation,
  type ObjectStore,
  type UploadStaging,
} from '@sluice/object-store';
import { describe, expect, it } from 'vitest';
import { EnvironmentError } from '../failures.js';
import { S3Uploads, stands } from './s3-uploads.js';

const at = (key: string): ObjectLocation => ({ bucket: 'b', key });
const unavailable = (code: string, location = at('x')) =>
  new ObjectStoreUnavailableError('CompleteMultipartUpload', location, code, { cause: undefined });

/** A bucket in memory; completing the keys of `broken` fails. */
function bucket(objects: readonly string[], broken: readonly string[] = []) {
  const shown = new Set(objects);
  const pending = new Set<string>();
  const store = {
    head: async ({ key }: ObjectLocation) => (shown.has(key) ? {} : undefined),
    remove: async ({ key }: ObjectLocation) => void shown.delete(key),
  } as unknown as ObjectStore;
  const staging = {
    stage: async (location: ObjectLocation) => {
      pending.add(location.key);
      return {
        location,
        complete: async () => {
          if (broken.includes(location.key)) throw unavailable('InternalError', location);
          pending.delete(location.key);
          shown.add(location.key);
          return { etag: '' };
        },
        abort: async () => void pending.delete(location.key),
      };
    },
  } as unknown as UploadStaging;
  return { uploads: new S3Uploads(store, staging), shown: () => [...shown].sort(), pending };
}

const files = (...keys: string[]) =>
  keys.map((key) => ({ path: key, name: key, sizeBytes: 1, location: at(key) }));
const options = { signal: new AbortController().signal, onBytes: () => undefined };

describe('uploads that are completed together', () => {
  it('show nothing before, and everything after', async () => {
    const { uploads, shown, pending } = bucket(['mine']);
    await uploads.stage(files('p0', 'p1'), options);
    expect(shown()).toEqual(['mine']);
    await uploads.complete();
    expect(shown()).toEqual(['mine', 'p0', 'p1']);
    expect(pending.size).toBe(0);
  });

  it('are all taken back when one cannot be completed', async () => {
    const { uploads, shown, pending } = bucket(['mine'], ['p1']);
    await uploads.stage(files('p0', 'p1', 'p2'), options);
    await expect(uploads.complete()).rejects.toThrow(ObjectStoreUnavailableError);
    expect(shown()).toEqual(['mine']);
    expect(pending.size).toBe(0);
  });

  it('name what they replaced and cannot give back', async () => {
    const { uploads, shown, pending } = bucket(['p0'], ['p2']);
    await uploads.stage(files('p0', 'p1', 'p2'), options);
    await expect(uploads.complete()).rejects.toThrow(
      new EnvironmentError(`only a part of the output was replaced (${objectUri(at('p0'))}): run it again`),
    );
    expect(shown()).toEqual(['p0']);
    expect(pending.size).toBe(0);
  });

  it('are given up, completed or not', async () => {
    const { uploads, shown, pending } = bucket([]);
    await uploads.stage(files('p0'), options);
    await uploads.abandon();
    expect([shown(), pending.size]).toEqual([[], 0]);
    await uploads.stage(files('p1'), options);
    await uploads.complete();
    await uploads.abandon();
    expect(shown()).toEqual([]);
  });
});

it.each([
  ['AccessDenied', 'unknown'],
  ['Forbidden', 'unknown'],
])('who is refused with %s knows nothing of what stands there', async (code, expected) => {
  const store = { head: async () => Promise.reject(unavailable(code)) } as unknown as ObjectStore;
  expect(await stands(store, at('x'))).toBe(expected);
  const away = { head: async () => Promise.reject(unavailable('ECONNREFUSED')) } as unknown as ObjectStore;
  await expect(stands(away, at('x'))).rejects.toThrow(ObjectStoreUnavailableError);
});
