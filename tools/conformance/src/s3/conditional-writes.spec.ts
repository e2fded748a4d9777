import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';
import { get, put } from './objects.js';
import { refusal } from './refusal.js';
import { completeUpload, startUpload, uploadPart } from './uploads.js';

const remove = (Bucket: string) => clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));

async function readyUpload(Bucket: string, body = 'uploaded') {
  const upload = await startUpload(Bucket);
  return { upload, parts: [await uploadPart(upload, 1, body)] };
}

/** Of tries at the same time, each of which has a text of its own: the one that won. Fails unless the others were refused. */
async function onlyWinner(
  tries: readonly { readonly text: string; run(): Promise<unknown> }[],
): Promise<string> {
  const outcomes = await Promise.all(
    tries.map(({ run }) => {
      const done = run();
      return done.then(
        () => 'won',
        () => refusal(done),
      );
    }),
  );
  const losers = outcomes.filter((outcome) => outcome !== 'won');
  expect(losers).toHaveLength(tries.length - 1);
  for (const loser of losers)
    expect(loser).toMatch(/^(412 PreconditionFailed|409 ConditionalRequestConflict)$/);
  return tries[outcomes.indexOf('won')]?.text ?? '';
}

conformance('s3', 'conditional writes', (conforms) => {
  conforms('creates an object only where none is', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'first', { IfNoneMatch: '*' });
    expect(await refusal(put(Bucket, 'k', 'second', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    expect((await get(Bucket, 'k')).text).toBe('first');
    await remove(Bucket);
    await put(Bucket, 'k', 'third', { IfNoneMatch: '*' });
  });

  conforms('creates an object only where a delete marker is at most', async () => {
    const Bucket = await createBucket({ versioned: true });
    await put(Bucket, 'k', 'first');
    expect(await refusal(put(Bucket, 'k', 'second', { IfNoneMatch: '*' }))).toBe('412 PreconditionFailed');
    await remove(Bucket);
    await put(Bucket, 'k', 'third', { IfNoneMatch: '*' });
    expect((await get(Bucket, 'k')).text).toBe('third');
  });

  conforms('lets exactly one of many create an object', async () => {
    const Bucket = await createBucket();
    const tries = Array.from({ length: 10 }, (_, n) => {
      const text = `writer ${n}`;
      return { text, run: () => put(Bucket, 'k', text, { IfNoneMatch: '*' }) };
    });
    const winner = await onlyWinner(tries);
    expect((await get(Bucket, 'k')).text).toBe(winner);
  });

  conforms('lets exactly one of many replace an object', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'before');
    const tries = Array.from({ length: 10 }, (_, n) => {
      const text = `writer ${n}`;
      return { text, run: () => put(Bucket, 'k', text, { IfMatch: ETag }) };
    });
    const winner = await onlyWinner(tries);
    expect((await get(Bucket, 'k')).text).toBe(winner);
  });

  conforms('replaces an object only if it is the one that is meant', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'first');
    expect(await refusal(put(Bucket, 'k', 'x', { IfMatch: '"other"' }))).toBe('412 PreconditionFailed');
    await put(Bucket, 'k', 'second', { IfMatch: ETag });
    expect(await refusal(put(Bucket, 'k', 'third', { IfMatch: ETag }))).toBe('412 PreconditionFailed');
    expect((await get(Bucket, 'k')).text).toBe('second');
    await remove(Bucket);
    expect(await refusal(put(Bucket, 'k', 'x', { IfMatch: ETag }))).toBe('404 NoSuchKey');
  });

  conforms('knows no other conditions of a write', async () => {
    const Bucket = await createBucket();
    expect(await refusal(put(Bucket, 'k', 'x', { IfNoneMatch: '"etag"' }))).toBe('501 NotImplemented');
    expect(await refusal(put(Bucket, 'k', 'x', { IfMatch: '*' }))).toBe('501 NotImplemented');
    const both = { IfMatch: '"etag"', IfNoneMatch: '*' };
    expect(await refusal(put(Bucket, 'k', 'x', both))).toBe('501 NotImplemented');
  });

  conforms('completes an upload only where no object is', async () => {
    const Bucket = await createBucket();
    const { upload, parts } = await readyUpload(Bucket);
    await put(Bucket, 'k', 'meanwhile');
    const completed = completeUpload(upload, parts, { IfNoneMatch: '*' });
    expect(await refusal(completed)).toBe('412 PreconditionFailed');
    expect((await get(Bucket, 'k')).text).toBe('meanwhile');
  });

  conforms('completes an upload only over the object that is meant', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'before');
    const { upload, parts } = await readyUpload(Bucket);
    const wrong = completeUpload(upload, parts, { IfMatch: '"other"' });
    expect(await refusal(wrong)).toBe('412 PreconditionFailed');
    await completeUpload(upload, parts, { IfMatch: ETag });
    expect((await get(Bucket, 'k')).text).toBe('uploaded');
  });

  conforms('lets exactly one of many uploads create an object', async () => {
    const Bucket = await createBucket();
    const tries = await Promise.all(
      Array.from({ length: 5 }, async (_, n) => {
        const text = `upload ${n}`;
        const { upload, parts } = await readyUpload(Bucket, text);
        return { text, run: () => completeUpload(upload, parts, { IfNoneMatch: '*' }) };
      }),
    );
    const winner = await onlyWinner(tries);
    expect((await get(Bucket, 'k')).text).toBe(winner);
  });

  conforms('sees a conflict where an object was deleted since the upload began', async () => {
    const Bucket = await createBucket();
    await put(Bucket, 'k', 'before');
    const { upload, parts } = await readyUpload(Bucket);
    await remove(Bucket);
    const completed = completeUpload(upload, parts, { IfNoneMatch: '*' });
    expect(await refusal(completed)).toBe('409 ConditionalRequestConflict');
    const again = await readyUpload(Bucket);
    await completeUpload(again.upload, again.parts, { IfNoneMatch: '*' });
  });

  conforms('sees a conflict where an object was replaced by its like since the upload began', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'same');
    const { upload, parts } = await readyUpload(Bucket);
    await put(Bucket, 'k', 'same');
    const completed = completeUpload(upload, parts, { IfMatch: ETag });
    expect(await refusal(completed)).toBe('409 ConditionalRequestConflict');
    const again = await readyUpload(Bucket);
    await completeUpload(again.upload, again.parts, { IfMatch: ETag });
  });

  conforms('has nothing to complete an upload over where the object was deleted', async () => {
    const Bucket = await createBucket();
    const { ETag } = await put(Bucket, 'k', 'before');
    const { upload, parts } = await readyUpload(Bucket);
    await remove(Bucket);
    expect(await refusal(completeUpload(upload, parts, { IfMatch: ETag }))).toBe('404 NoSuchKey');
  });
});
