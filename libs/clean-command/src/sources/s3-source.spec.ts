import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ObjectStoreUnavailableError } from '@sluice/object-store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EnvironmentError } from '../failures.js';
import { createS3Client } from '../s3-client.js';
import { s3Source } from './s3-source.js';
import { breakOff, startWebServer, type WebServer } from './web-server.testing.js';

const content = Buffer.from('tconst\tprimaryTitle\n'.repeat(100_000));
const headers = { etag: '"v1"', 'last-modified': 'Sat, 14 Mar 2026 09:26:53 GMT' };

let folder: string;
let server: WebServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clean-s3-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.stop();
  await rm(folder, { recursive: true });
});

async function source(answer: (request: IncomingMessage, response: ServerResponse, gets: number) => void) {
  let gets = 0;
  server = await startWebServer((request, response) => {
    if (request.method === 'GET') return answer(request, response, gets++);
    response.writeHead(200, { ...headers, 'content-length': content.length });
    response.end();
  });
  for (const [name, value] of Object.entries({
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: server.url,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
    AWS_MAX_ATTEMPTS: '1',
  }))
    vi.stubEnv(name, value);
  return s3Source(await createS3Client(process.env), 'b', 'p/in.tsv');
}
const { signal } = new AbortController();

it('an object comes whole although its transfer broke', async () => {
  const opened = await (
    await source((_, response, gets) => {
      if (gets === 0) return breakOff(response, content, 1_000_000, headers);
      response.writeHead(200, { ...headers, 'content-length': content.length });
      response.end(content);
    })
  ).open(signal);
  expect(opened).toMatchObject({ hints: { names: ['in.tsv'] }, sizeBytes: content.length });
  const progress: number[] = [];
  const { path } = await opened.fetch(folder, { signal, onBytes: (received) => progress.push(received) });
  expect((await readFile(path)).equals(content)).toBe(true);
  expect(progress.at(-1)).toBe(content.length);
});

it('a transfer that always breaks ends the run', async () => {
  let transfers = 0;
  const opened = await (
    await source((_, response, gets) => {
      transfers = gets + 1;
      breakOff(response, content, 1_000_000, headers);
    })
  ).open(signal);
  await expect(opened.fetch(folder, { signal, onBytes: () => undefined })).rejects.toThrow(
    ObjectStoreUnavailableError,
  );
  expect(transfers).toBe(3);
});

it('another object than the one that was opened is not taken for it', async () => {
  const opened = await (
    await source((_, response) => {
      response.writeHead(200, { ...headers, etag: '"v2"', 'content-length': 1 });
      response.end('x');
    })
  ).open(signal);
  await expect(opened.fetch(folder, { signal, onBytes: () => undefined })).rejects.toThrow(/was overwritten/);
});

it('there is no default region', async () => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
  await expect(createS3Client(process.env)).rejects.toThrow(
    new EnvironmentError('no AWS region is known: set AWS_REGION'),
  );
});
