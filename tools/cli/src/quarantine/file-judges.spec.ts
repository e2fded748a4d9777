import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { titleRatings } from '@sluice/contracts';
import { fileSourceId } from '@sluice/message-schemas';
import { ObjectMissingError } from '@sluice/object-store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileJudges, type RejectedSource } from './file-judges.js';

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'sluice-judges-'))));
afterEach(() => rm(folder, { recursive: true }));

const sourceOf = (key: string, more: { versionId?: string; etag?: string } = {}): RejectedSource => {
  const { versionId, etag = 'e1' } = more;
  const file = { bucket: 'landing', key, versionId, etag };
  return {
    ...{ bucket: 'landing', key, versionId },
    sourceId: fileSourceId(file, (text) => createHash('sha256').update(text).digest('hex')),
  };
};

const reads: string[] = [];
const judgesOf = (content: string | Buffer | undefined) =>
  new FileJudges(
    titleRatings,
    {
      head: async () =>
        content === undefined ? undefined : { sizeBytes: content.length, etag: 'e1', lastModified: new Date(0) },
      readStart: async (location, bytes) => {
        reads.push(location.key);
        if (content === undefined) throw new ObjectMissingError(location);
        return Buffer.from(content).subarray(0, bytes);
      },
    },
    folder,
  ); // prettier-ignore

const raw = Buffer.from('2026-03-14T09:26:53Z,7,tt0000001,8.5');
const header = 'ratedAt,numVotes,tconst,averageRating';
const judged = async (judges: FileJudges, source: RejectedSource) => (await judges.of(source))(raw);
const good = { is: 'good', row: ['tt0000001', '8.5', 7, '2026-03-14T09:26:53.000000Z'] };

it('judges by the header of the version that the record came in, compressed or not', async () => {
  const plain = judgesOf(`${header}\nmore`);
  expect(await judged(plain, sourceOf('title-ratings/a.csv', { versionId: 'v1' }))).toMatchObject(good);
  expect(await judged(judgesOf(gzipSync(`${header}\nmore`)), sourceOf('title-ratings/a.csv.gz'))).toMatchObject(good);
  expect(await readdir(folder)).toEqual([]);
}); // prettier-ignore

it('takes no header of an object that has replaced it where there are no versions', async () => {
  expect(await judged(judgesOf(`${header}\n`), sourceOf('title-ratings/a.csv', { etag: 'e0' }))).toMatchObject({ is: 'unreadable' });
  expect(await judged(judgesOf(undefined), sourceOf('title-ratings/a.csv'))).toMatchObject({ is: 'unreadable' });
}); // prettier-ignore

it('needs no header where records name their fields, and asks for one once a file', async () => {
  reads.length = 0;
  const lines = judgesOf(undefined);
  expect(await judged(lines, sourceOf('title-ratings/a.ndjson'))).toMatchObject({ is: 'bad', reason: 'malformed_record' });
  const judges = judgesOf(`${header}\n`);
  for (const key of ['title-ratings/a.csv', 'title-ratings/a.csv', 'title-ratings/b.csv']) await judged(judges, sourceOf(key));
  expect(reads).toEqual(['title-ratings/a.csv', 'title-ratings/b.csv']);
}); // prettier-ignore
