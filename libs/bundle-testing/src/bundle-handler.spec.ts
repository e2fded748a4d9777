import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleHandler } from './bundle-handler.js';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundle-testing-'));
});
afterAll(() => rm(directory, { recursive: true }));

it('runs a bundled handler apart from this process, with only its own variables', async () => {
  const file = join(directory, 'handler.ts');
  await writeFile(
    file,
    `export async function handler(event: { path: string }) {
      process.stdout.write('{"said":"something"}\\n');
      const answer = await fetch(process.env.AWS_ENDPOINT_URL + event.path);
      return { answer: await answer.text(), pid: process.pid, home: process.env.HOME ?? null, own: process.env.OWN };
    }`,
  );
  const bundled = await bundleHandler(
    pathToFileURL(file),
    () => ({ OWN: 'yes' }),
    ({ what }) => ({ body: `you asked for ${what}` }),
  );
  try {
    const { result, lines } = await bundled.invoke({ path: '/x' });
    expect(result).toMatchObject({ answer: 'you asked for GET /x', home: null, own: 'yes' });
    expect((result as { pid: number }).pid).not.toBe(process.pid);
    expect(lines).toEqual([{ said: 'something' }]);
    expect(bundled.requests.map(({ what }) => what)).toEqual(['GET /x']);
  } finally {
    await bundled.stop();
  }
});
