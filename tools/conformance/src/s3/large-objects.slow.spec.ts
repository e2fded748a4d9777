import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { createBucket } from '../resources/bucket.js';

const { s3 } = clients;

const MIB = 1024 * 1024;
const sizeBytes = 1024 * MIB;

/** A gibibyte, no two pieces of it alike, and its digest. */
function gibibyte(): { readonly body: Readable; digest(): string } {
  const hash = createHash('sha1');
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < sizeBytes; at += MIB) {
      const piece = Buffer.alloc(MIB, `${at} `);
      hash.update(piece);
      yield piece;
    }
  }
  return { body: Readable.from(pieces(), { objectMode: false }), digest: () => hash.digest('hex') };
}

conformance('s3', 'large objects', (conforms) => {
  conforms('takes a gibibyte in one request, and gives it back', { waitSeconds: 600 }, async () => {
    const object = { Bucket: await createBucket(), Key: 'k' };
    const { body, digest } = gibibyte();
    await s3.send(new PutObjectCommand({ ...object, Body: body, ContentLength: sizeBytes }));
    const head = await s3.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ContentLength: sizeBytes, ChecksumType: 'FULL_OBJECT' });
    const { Body } = await s3.send(new GetObjectCommand(object));
    const hash = createHash('sha1');
    for await (const piece of Body as Readable) hash.update(piece as Buffer);
    expect(hash.digest('hex')).toBe(digest());
  });
});
