import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type BucketVersioningStatus,
  type ListObjectVersionsCommandInput,
} from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { sendAsIs } from './as-is.js';
import { get, put } from './objects.js';
import { outcome, refusal } from './refusal.js';

const { s3 } = clients;

const remove = (Bucket: string, Key: string, VersionId?: string) =>
  s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
const setVersioning = (Bucket: string, Status: BucketVersioningStatus) =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
const versioningOf = async (Bucket: string) =>
  (await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status;
const list = (Bucket: string, asked: Partial<ListObjectVersionsCommandInput> = {}) =>
  s3.send(new ListObjectVersionsCommand({ Bucket, ...asked }));

conformance('s3', 'versions', (conforms) => {
  conforms('knows no versions before they are enabled, and never again not', async () => {
    const Bucket = await createBucket();
    expect(await versioningOf(Bucket)).toBeUndefined();
    await setVersioning(Bucket, 'Enabled');
    expect(await versioningOf(Bucket)).toBe('Enabled');
    await setVersioning(Bucket, 'Suspended');
    expect(await versioningOf(Bucket)).toBe('Suspended');
  });

  conforms('refuses a status that is none', async () => {
    const Bucket = await createBucket();
    const bodies = [
      ['<VersioningConfiguration><Status>enabled</Status></VersioningConfiguration>', 'MalformedXML'],
      ['<VersioningConfiguration><Status>Enabled</Status>', 'MalformedXML'],
      ['<VersioningConfiguration/>', 'IllegalVersioningConfigurationException'],
    ] as const;
    for (const [body, code] of bodies) {
      const command = new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: {} });
      expect([body, outcome(await sendAsIs(command, {}, body))]).toEqual([body, `400 ${code}`]);
    }
    expect(await versioningOf(Bucket)).toBeUndefined();
  });

  conforms('keeps every version, and shows the newest', async () => {
    const Bucket = await createBucket({ versioned: true });
    const first = await put(Bucket, 'k', 'one');
    const second = await put(Bucket, 'k', 'two');
    expect(first.VersionId).not.toBe(second.VersionId);
    expect(await get(Bucket, 'k')).toMatchObject({ text: 'two', VersionId: second.VersionId });
    const older = await get(Bucket, 'k', { VersionId: first.VersionId });
    expect(older).toMatchObject({ text: 'one', VersionId: first.VersionId });
  });

  conforms('hides an object behind a delete marker', async () => {
    const Bucket = await createBucket({ versioned: true });
    const { VersionId: version } = await put(Bucket, 'k', 'one');
    const marker = await remove(Bucket, 'k');
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusal(get(Bucket, 'k'))).toBe('404 NoSuchKey');
    expect((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).toEqual([]);
    expect((await get(Bucket, 'k', { VersionId: version })).text).toBe('one');
  });

  conforms('has nothing to read in a delete marker', async () => {
    const Bucket = await createBucket({ versioned: true });
    const { VersionId } = await remove(Bucket, 'k');
    expect(await refusal(get(Bucket, 'k', { VersionId }))).toBe('405 MethodNotAllowed');
    const head = s3.send(new HeadObjectCommand({ Bucket, Key: 'k', VersionId }));
    expect(await refusal(head)).toMatch(/^405 /);
  });

  conforms('shows an object again whose delete marker is deleted', async () => {
    const Bucket = await createBucket({ versioned: true });
    await put(Bucket, 'k', 'one');
    const marker = await remove(Bucket, 'k');
    const removed = await remove(Bucket, 'k', marker.VersionId);
    expect(removed).toMatchObject({ DeleteMarker: true, VersionId: marker.VersionId });
    expect((await get(Bucket, 'k')).text).toBe('one');
  });

  conforms('deletes a version for good', async () => {
    const Bucket = await createBucket({ versioned: true });
    await put(Bucket, 'k', 'one');
    const { VersionId } = await put(Bucket, 'k', 'two');
    const removed = await remove(Bucket, 'k', VersionId);
    expect([removed.VersionId, removed.DeleteMarker]).toEqual([VersionId, undefined]);
    expect((await get(Bucket, 'k')).text).toBe('one');
    expect(await refusal(get(Bucket, 'k', { VersionId }))).toBe('404 NoSuchVersion');
    expect((await remove(Bucket, 'k', VersionId)).$metadata.httpStatusCode).toBe(204);
  });

  conforms('deletes versions and makes delete markers, many at once', async () => {
    const Bucket = await createBucket({ versioned: true });
    const { VersionId } = await put(Bucket, 'a');
    await put(Bucket, 'b');
    const Objects = [{ Key: 'a', VersionId }, { Key: 'b' }];
    const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    const byKey = [...Deleted].sort((a, b) => ((a.Key ?? '') < (b.Key ?? '') ? -1 : 1));
    expect(byKey).toEqual([
      { Key: 'a', VersionId },
      { Key: 'b', DeleteMarker: true, DeleteMarkerVersionId: expect.stringMatching(/./) },
    ]);
    const { Versions, DeleteMarkers } = await list(Bucket);
    expect(Versions).toMatchObject([{ Key: 'b', IsLatest: false }]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'b', IsLatest: true }]);
  });

  conforms('refuses a version id that is none', async () => {
    const Bucket = await createBucket({ versioned: true });
    await put(Bucket, 'k');
    const VersionId = 'other';
    expect(await refusal(get(Bucket, 'k', { VersionId }))).toBe('400 InvalidArgument');
    expect(await refusal(remove(Bucket, 'k', VersionId))).toBe('400 InvalidArgument');
    const Delete = { Objects: [{ Key: 'k', VersionId }] };
    const { Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    expect([Deleted ?? [], Errors]).toMatchObject([[], [{ Key: 'k', VersionId, Code: 'NoSuchVersion' }]]);
    expect((await get(Bucket, 'k')).text).toBe('body');
  });

  conforms('lists all versions, by key and the newest first', async () => {
    const Bucket = await createBucket({ versioned: true });
    const ids = [];
    for (const [key, body] of [
      ['b', '1'],
      ['a', '22'],
      ['b', '333'],
    ] as const) {
      ids.push((await put(Bucket, key, body)).VersionId);
    }
    const marker = await remove(Bucket, 'a');
    const { Versions, DeleteMarkers } = await list(Bucket);
    expect(Versions).toMatchObject([
      { Key: 'a', VersionId: ids[1], IsLatest: false, Size: 2 },
      { Key: 'b', VersionId: ids[2], IsLatest: true, Size: 3 },
      { Key: 'b', VersionId: ids[0], IsLatest: false, Size: 1 },
    ]);
    expect(DeleteMarkers).toMatchObject([{ Key: 'a', VersionId: marker.VersionId, IsLatest: true }]);
  });

  conforms('pages through versions, each once', async () => {
    const Bucket = await createBucket({ versioned: true });
    const ids = [];
    for (const body of ['1', '2', '3']) ids.unshift((await put(Bucket, 'k', body)).VersionId);
    const first = await list(Bucket, { MaxKeys: 2 });
    expect(first).toMatchObject({ IsTruncated: true, NextKeyMarker: 'k', NextVersionIdMarker: ids[1] });
    const KeyMarker = first.NextKeyMarker;
    const rest = await list(Bucket, { KeyMarker, VersionIdMarker: first.NextVersionIdMarker });
    expect(rest.IsTruncated).toBe(false);
    const found = [first, rest].flatMap(({ Versions = [] }) => Versions.map(({ VersionId }) => VersionId));
    expect(found).toEqual(ids);
    expect((await list(Bucket, { KeyMarker })).Versions ?? []).toEqual([]);
  });

  conforms('rolls versions up below a delimiter', async () => {
    const Bucket = await createBucket({ versioned: true });
    for (const key of ['a', 'b/1', 'b/1', 'b/2', 'c']) await put(Bucket, key);
    const asked = { Delimiter: '/', MaxKeys: 2 };
    const first = await list(Bucket, asked);
    expect(first).toMatchObject({ Versions: [{ Key: 'a' }], CommonPrefixes: [{ Prefix: 'b/' }] });
    const rest = await list(Bucket, { ...asked, KeyMarker: first.NextKeyMarker });
    expect([rest.Versions, rest.CommonPrefixes ?? []]).toMatchObject([[{ Key: 'c' }], []]);
  });

  conforms('lists objects from before versions as the version null', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'before');
    await setVersioning(Bucket, 'Enabled');
    await put(Bucket, 'k', 'after');
    const { Versions } = await list(Bucket);
    expect(Versions).toMatchObject([{ IsLatest: true }, { IsLatest: false, VersionId: 'null' }]);
    const before = await get(Bucket, 'k', { VersionId: 'null' });
    expect(before).toMatchObject({ text: 'before', VersionId: 'null' });
  });

  conforms('overwrites the version null while versions are suspended', async () => {
    const Bucket = await createBucket({ versioned: true });
    const { VersionId } = await put(Bucket, 'k', 'kept');
    await setVersioning(Bucket, 'Suspended');
    expect((await put(Bucket, 'k', 'one')).VersionId).toBeUndefined();
    await put(Bucket, 'k', 'two');
    const { Versions } = await list(Bucket);
    expect(Versions).toMatchObject([{ VersionId: 'null', IsLatest: true }, { VersionId }]);
    expect((await get(Bucket, 'k')).text).toBe('two');
    const marker = await remove(Bucket, 'k');
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    const after = await list(Bucket);
    expect(after.Versions).toMatchObject([{ VersionId, IsLatest: false }]);
    expect(after.DeleteMarkers).toMatchObject([{ VersionId: 'null', IsLatest: true }]);
  });
});
