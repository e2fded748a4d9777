import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const MIB = 1024 * 1024;
const largeBytes = 1024 * MIB;
/** What a process may take more for an object of any size: buffers of streams, and what is not collected yet. */
const allowedBytes = 64 * MIB;
const Bucket = 'landing';

let folder: string;
let server: ChildProcess;
let lines: Interface;
let s3: S3Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'local-aws-flat-'));
  const program = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('s3-server.testing.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  });
  server = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface(server.stdout as Readable);
  s3 = new S3Client({
    endpoint: await nextLine(),
    region: 'eu-central-1',
    credentials: { accessKeyId: 'flat', secretAccessKey: 'memory' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  s3.destroy();
  const ended = once(server, 'exit');
  server.stdin?.end();
  await ended;
  await rm(folder, { recursive: true, force: true });
});

const nextLine = async (): Promise<string> => ((await once(lines, 'line')) as [string])[0];

/** The most that the server held since it was asked last, in bytes. */
async function peakBytes(): Promise<number> {
  const line = nextLine();
  server.stdin?.write('peak\n');
  return Number(await line);
}

/** So many bytes, no two pieces of them alike, and their digest. */
function stream(sizeBytes: number): { readonly body: Readable; digest(): string } {
  const hash = createHash('sha1');
  function* pieces(): Generator<Buffer> {
    for (let at = 0; at < sizeBytes; at += MIB) {
      const piece = Buffer.alloc(Math.min(MIB, sizeBytes - at), `${at} `);
      hash.update(piece);
      yield piece;
    }
  }
  return { body: Readable.from(pieces(), { objectMode: false }), digest: () => hash.digest('hex') };
}

async function digestOf(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const hash = createHash('sha1');
  for await (const piece of Body as Readable) hash.update(piece as Buffer);
  return hash.digest('hex');
}

async function put(Key: string, sizeBytes: number): Promise<string> {
  const { body, digest } = stream(sizeBytes);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: body, ContentLength: sizeBytes }));
  return digest();
}

async function uploadInParts(Key: string, sizeBytes: number): Promise<string> {
  const { body, digest } = stream(sizeBytes);
  await new Upload({ client: s3, params: { Bucket, Key, Body: body }, partSize: 16 * MIB }).done();
  return digest();
}

it.each([
  ['in one request', put],
  ['in parts', uploadInParts],
])('takes and gives a gibibyte %s in flat memory', { timeout: 600_000 }, async (how, upload) => {
  // All code has run once, and buffers have grown to what they need.
  await upload('small', 64 * MIB);
  await digestOf('small');
  const usual = await peakBytes();
  const sent = await upload('large', largeBytes);
  const whileTaking = await peakBytes();
  expect(await digestOf('large')).toBe(sent);
  const whileGiving = await peakBytes();
  const inMiB = (bytes: number) => Math.round(bytes / MIB);
  process.stdout.write(
    `1 GiB ${how}: the server held ${inMiB(usual)} MiB before, ${inMiB(whileTaking)} MiB while it took it, ${inMiB(whileGiving)} MiB while it gave it\n`,
  );
  expect(whileTaking - usual).toBeLessThan(allowedBytes);
  expect(whileGiving - usual).toBeLessThan(allowedBytes);
});
