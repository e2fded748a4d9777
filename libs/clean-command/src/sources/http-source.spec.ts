import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../failures.js';
import { httpSource } from './http-source.js';
import { answerRange, breakOff, startWebServer, type WebServer } from './web-server.testing.js';

const content = Buffer.from('tconst\tprimaryTitle\n'.repeat(100_000));
const patience = {
  silenceMilliseconds: 500,
  tries: 3,
  firstPauseMilliseconds: 1,
  longestPauseMilliseconds: 5,
};

let folder: string;
let server: WebServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clean-http-'));
});
afterEach(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

const start = async (answer: (request: IncomingMessage, response: ServerResponse, earlier: number) => void) =>
  void (server = await startWebServer(answer));

async function fetchFrom(path: string, { signal = new AbortController().signal, base = server.url } = {}) {
  const opened = await httpSource(new URL(base + path), patience).open(signal);
  const progress: number[] = [];
  try {
    const fetched = await opened.fetch(folder, { signal, onBytes: (received) => progress.push(received) });
    return { ...opened, ...fetched, bytes: await readFile(fetched.path), progress };
  } finally {
    opened.close();
  }
}
const whole = (response: ServerResponse, headers: Record<string, string> = {}) => {
  response.writeHead(200, { 'content-length': content.length, ...headers });
  response.end(content);
};

describe('httpSource', () => {
  it('fetches what is there, as it is', async () => {
    await start((_, response) => whole(response));
    const { bytes, hints, sizeBytes, progress } = await fetchFrom('/data/title%20basics.tsv?x=1.csv');
    expect(bytes.equals(content)).toBe(true);
    expect(hints.names[0]).toBe('title basics.tsv');
    expect(sizeBytes).toBe(content.length);
    expect(progress.at(-1)).toBe(content.length);
    expect(server.requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('takes a body of unknown length', async () => {
    await start((_, response) => {
      response.write(content.subarray(0, 1000));
      response.end(content.subarray(1000));
    });
    const { bytes, sizeBytes } = await fetchFrom('/x.tsv');
    expect(bytes.equals(content)).toBe(true);
    expect(sizeBytes).toBeUndefined();
  });

  it('learns names from header fields', async () => {
    await start((_, response) =>
      whole(response, {
        'content-disposition': 'attachment; filename="../up/titles.csv.gz"',
        'content-type': 'application/x-ndjson; charset=utf-8',
      }),
    );
    expect((await fetchFrom('/download')).hints).toEqual({
      names: ['download', 'titles.csv.gz', 'download'],
      contentType: 'application/x-ndjson; charset=utf-8',
    });
  });

  it('follows redirects, and takes the password nowhere else', async () => {
    let elsewhere: WebServer | undefined;
    try {
      elsewhere = await startWebServer((_, response) => whole(response));
      const { url } = elsewhere;
      await start((request, response) => {
        const to = { '/a': '/b', '/b': `${url}/real.tsv.gz` }[request.url ?? ''];
        response.writeHead(302, { location: to ?? '' });
        response.end();
      });
      const { hints } = await fetchFrom('/a', { base: server.url.replace('//', '//user:p%40ss@') });
      expect(hints.names).toEqual(['a', 'real.tsv.gz']);
      const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
      expect(elsewhere.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await elsewhere?.stop();
    }
  });

  it.each([
    ['in a circle', '/again', /in a circle/],
    ['to a file', 'file:///etc/passwd', /redirects to file:, which is not followed/],
    ['to nowhere', undefined, /redirects to nowhere/],
  ])('refuses redirects %s', async (_, location, message) => {
    await start((__, response) => {
      response.writeHead(302, location === undefined ? {} : { location });
      response.end();
    });
    await expect(fetchFrom('/again')).rejects.toThrow(message);
  });

  it.each([
    [404, /\/x\.tsv answers 404 Not Found: check the address/],
    [410, /answers 410/],
    [403, /answers 403 Forbidden: check the address and what gives access/],
    [204, /answers 204/],
  ])('does not ask twice after %i', async (status, message) => {
    await start((_, response) => {
      response.writeHead(status);
      response.end();
    });
    await expect(fetchFrom('/x.tsv?token=hunter2')).rejects.toThrow(message);
    await expect(fetchFrom('/x.tsv?token=hunter2')).rejects.toThrow(EnvironmentError);
    await expect(fetchFrom('/x.tsv?token=hunter2')).rejects.not.toThrow(/hunter2/);
    expect(server.requests).toHaveLength(3);
  });

  it('asks again after 503, and gives up in the end', async () => {
    await start((_, response, earlier) => {
      if (earlier === 1) return whole(response);
      response.writeHead(503, { 'retry-after': '0' });
      response.end();
    });
    expect((await fetchFrom('/x.tsv')).bytes.equals(content)).toBe(true);
    await expect(fetchFrom('/x.tsv')).rejects.toThrow(/answers 503/);
    expect(server.requests).toHaveLength(2 + 3);
  });

  it('goes on where a transfer broke', async () => {
    await start((request, response, earlier) => {
      if (earlier === 0) return breakOff(response, content, 1_000_000, { etag: '"v1"' });
      answerRange(request, response, content, '"v1"');
    });
    const { bytes, progress } = await fetchFrom('/x.tsv');
    expect(bytes.equals(content)).toBe(true);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    const [, second] = server.requests;
    expect(second?.headers['if-range']).toBe('"v1"');
    expect(Number(/^bytes=(\d+)-$/.exec(second?.headers.range ?? '')?.[1])).toBeGreaterThan(0);
  });

  it('is not tired out by a transfer that breaks often but gets further', async () => {
    const piece = 400_000;
    await start((request, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from === 0 ? 200 : 206, {
        etag: '"v1"',
        'content-length': content.length - from,
        ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
      });
      const part = content.subarray(from, from + piece);
      if (from + piece >= content.length) response.end(part);
      else response.write(part, () => response.destroy());
    });
    expect((await fetchFrom('/x.tsv')).bytes.equals(content)).toBe(true);
    expect(server.requests.length).toBeGreaterThan(patience.tries);
  });

  it.each([
    ['nothing proves that it is the same content', {}],
    ['only a weak tag does', { etag: 'W/"v1"' }],
    ['the server takes no ranges', { etag: '"v1"', 'accept-ranges': 'none' }],
  ])('begins anew when %s', async (_, headers: Record<string, string>) => {
    await start((__, response, earlier) =>
      earlier === 0 ? breakOff(response, content, 1_000_000, headers) : whole(response),
    );
    expect((await fetchFrom('/x.tsv')).bytes.equals(content)).toBe(true);
    expect(server.requests[1]?.headers.range).toBeUndefined();
  });

  it('begins anew with the new content when it was replaced meanwhile', async () => {
    const newer = Buffer.from('shorter and newer');
    await start((_, response, earlier) => {
      if (earlier === 0) return breakOff(response, content, 1_000_000, { etag: '"v1"' });
      response.writeHead(200, { etag: '"v2"', 'content-length': newer.length });
      response.end(newer);
    });
    expect((await fetchFrom('/x.tsv')).bytes.toString()).toBe('shorter and newer');
  });

  it('begins anew when the range is not the one asked for', async () => {
    await start((_, response, earlier) => {
      if (earlier === 0) return breakOff(response, content, 1_000_000, { etag: '"v1"' });
      if (earlier > 1) return whole(response);
      response.writeHead(206, { 'content-range': `bytes 7-9/${content.length}`, 'content-length': 3 });
      response.end('xxx');
    });
    expect((await fetchFrom('/x.tsv')).bytes.equals(content)).toBe(true);
  });

  it('does not take a body that stays short for the whole', async () => {
    await start((_, response) => breakOff(response, content, 1_000_000));
    await expect(fetchFrom('/x.tsv')).rejects.toThrow(EnvironmentError);
    expect(server.requests.length).toBeGreaterThanOrEqual(patience.tries);
  });

  it.each(['headers', 'body'])('does not wait for a server that falls silent before its %s', async (part) => {
    await start((_, response) => {
      if (part === 'headers') return;
      response.writeHead(200, { 'content-length': content.length });
      response.write('x');
    });
    await expect(fetchFrom('/x.tsv')).rejects.toThrow(/the server is silent/);
  });

  it('does not ask twice where nothing answers', async () => {
    await start(() => undefined);
    const base = server.url;
    await server.stop();
    await expect(fetchFrom('/x.tsv', { base })).rejects.toThrow(/nothing answers there/);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    await start((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1000), () => controller.abort());
    });
    await expect(fetchFrom('/x.tsv', { signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('tells a compression that the server put around', async () => {
    await start((request, response) => {
      const encoding = request.url?.slice(1) ?? '';
      const body = gzipSync(content);
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': body.length });
      response.end(body);
    });
    expect(await fetchFrom('/gzip')).toMatchObject({ isGzippedInTransit: true });
    expect(await fetchFrom('/identity')).toMatchObject({ isGzippedInTransit: false });
    await expect(fetchFrom('/br')).rejects.toThrow(/comes as "br"/);
  });
});
