import type { ListedVersion } from '@sluice/object-store';
import { expect, it } from 'vitest';
import { landedVersions } from './landed-versions.js';

const at = (second: number) => new Date(Date.UTC(2026, 2, 14, 12, 0, second));
const version = (key: string, second: number, change: Partial<ListedVersion> = {}): ListedVersion => ({
  key,
  versionId: `${key}@${second}`,
  etag: 'e',
  sizeBytes: 1,
  lastModified: at(second),
  isLatest: true,
  isDeleteMarker: false,
  ...change,
});

const landed = (listed: readonly ListedVersion[], from: Date, to: Date) =>
  landedVersions(
    {
      async *listVersions() {
        yield* listed;
      },
    },
    { bucket: 'b', prefix: '', from, to },
  );

it('in order of arrival, within the time, its first second whole', async () => {
  const listed = [version('a', 30), version('b', 10), version('c', 20), version('d', 9), version('e', 31)];
  const { versions } = await landed(listed, new Date(at(10).getTime() + 900), at(30));
  expect(versions.map(({ key }) => key)).toEqual(['b', 'c', 'a']);
});

it('versions of a key within a second as they came: the newest is listed first', async () => {
  const listed = ['v3', 'v2', 'v1'].map((versionId) => version('a', 10, { versionId }));
  const { versions } = await landed(listed, at(0), at(59));
  expect(versions.map(({ versionId }) => versionId)).toEqual(['v1', 'v2', 'v3']);
});

it('leaves deletions and folder markers out, and tells what cannot be named', async () => {
  const { versionId: _, ...unnamed } = version('old', 3, { isLatest: false });
  const { versionId: __, ...unversioned } = version('new', 4);
  const found = await landed(
    [
      version('gone', 1, { isDeleteMarker: true, sizeBytes: 0, etag: '' }),
      version('folder/', 2, { sizeBytes: 0 }),
      version('empty', 2, { sizeBytes: 0, isLatest: false }),
      unnamed,
      unversioned,
    ],
    at(0),
    at(59),
  );
  expect(found.versions.map(({ key }) => key)).toEqual(['empty', 'new']);
  expect(found.hidden.map(({ key }) => key)).toEqual(['old']);
});
