import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CleanRuns, outcomeOf, serve, titles, type WebServer } from './clean-runs.testing.js';

const content = Buffer.from(titles(3000, 2));
const gzipped = gzipSync(content);
const counted = { read: 3000, clean: 2998, rejected: 2 };

let runs: CleanRuns;
let web: WebServer;
beforeEach(async () => {
  runs = await CleanRuns.make();
});
afterEach(async () => {
  await web.stop();
  await runs.remove();
});

/** Serves one body with its header fields at every path. */
async function serveBody(body: Buffer, headers: Record<string, string>, prefix = ''): Promise<void> {
  web = await serve((request, response) => {
    if (prefix !== '' && request.url?.startsWith(prefix)) {
      response.writeHead(302, { location: request.url.slice(prefix.length) });
      response.end();
      return;
    }
    response.writeHead(200, { 'content-length': body.length, ...headers });
    response.end(body);
  });
}
const clean = (path: string, ...args: string[]) =>
  runs.runHere(['--in', `${web.url}${path}`, '--out', runs.at('out.tsv'), '--json', ...args]);

describe('a file on the web', () => {
  it.each([
    ['its name', '/title.basics.tsv.gz?sig=1', gzipped, {}],
    ['the name behind a redirect', '/to/title.basics.tsv.gz', gzipped, {}],
    ['its media type', '/download', gzipped, { 'content-type': 'application/gzip' }],
    ['its disposition', '/download', gzipped, { 'content-disposition': 'attachment; filename="t.tsv.gz"' }],
    ['its bytes, where nothing else tells', '/download', gzipped, {}],
    ['a compression for the way', '/title.basics.tsv', gzipped, { 'content-encoding': 'gzip' }],
    [
      'a .gz file that is called a compression for the way',
      '/t.tsv.gz',
      gzipped,
      { 'content-encoding': 'gzip' },
    ],
    ['both', '/t.tsv.gz', gzipSync(gzipped), { 'content-encoding': 'x-gzip' }],
  ])('is read by %s', async (_, path, body, headers) => {
    await serveBody(body, headers as Record<string, string>, '/to');
    expect(outcomeOf(await clean(path))).toMatchObject(counted);
    expect(await runs.names()).toEqual(['out.tsv', 'out.tsv.rejects.ndjson.gz']);
  });

  it('is named without its secrets', async () => {
    await serveBody(content, {});
    const url = `${web.url.replace('//', '//user:hunter2@')}/t.tsv?token=hunter2#hunter2`;
    const { stdout } = await runs.run(['--in', url, '--out', runs.at('out.tsv')]);
    expect(stdout).toContain(`from ${web.url}/t.tsv in`);
    expect(stdout).not.toContain('hunter2');
    const [reject] = await runs.rejects('out.tsv.rejects.ndjson.gz');
    expect(reject?.['source']).toBe(`${web.url}/t.tsv`);
  });

  it('is whole although its transfer broke', async () => {
    const ranges: (string | undefined)[] = [];
    web = await serve((request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: '"v1"',
        'content-length': content.length - from,
        ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
      });
      if (ranges.length > 1) response.end(content.subarray(from));
      else response.write(content.subarray(0, content.length - 10), () => response.destroy());
    });
    expect(outcomeOf(await clean('/t.tsv'))).toMatchObject(counted);
    expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
  });

  it('has no format that can be read', async () => {
    await serveBody(content, { 'content-type': 'text/html' });
    const { code, stderr } = await clean('/t.xlsx');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^sluice: the name "t.xlsx" tells no format[^\n]*\n$/);
  });

  it('comes in a compression that was not asked for', async () => {
    await serveBody(content, { 'content-encoding': 'br' });
    const { code, stderr } = await clean('/t.tsv');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^sluice: [^\n]*comes as "br" although[^\n]*\n$/);
  });

  it('is fetched to --temp-dir', async () => {
    await serveBody(content, {});
    const { code, stderr } = await clean('/t.tsv', '--temp-dir', runs.at('none'));
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr: expect.stringContaining('/none for temporary files'),
    });
    expect(outcomeOf(await clean('/t.tsv', '--temp-dir', runs.root))).toMatchObject(counted);
  });
});
