import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrograms, type Programs } from './programs.testing.js';
import type { Usage } from './connections.testing.js';

const wanted = 10_000;
/** Of Node's own and of the test's. */
const reserved = 200;

let programs: Programs;
beforeAll(async () => {
  programs = await startPrograms(new URL('connections.testing.ts', import.meta.url));
});
afterAll(() => programs.stop());

it(
  'answers on ten thousand open connections, and has all back when they close',
  { timeout: 300_000 },
  async () => {
    const count = Math.min(wanted, programs.descriptorLimit - reserved);
    const server = programs.start(['server']);
    const { port } = await server.hears<{ port: number }>();
    const usage = async () => {
      server.say('measure');
      return server.hears<Usage>();
    };
    const before = await usage();

    const clients = programs.start(['clients', String(port), String(count)]);
    expect(await clients.hears()).toEqual({ open: count });
    clients.say('ask');
    expect(await clients.hears()).toEqual({ answered: count });
    const during = await usage();
    const bytesEach = (during.rssBytes - before.rssBytes) / count;
    process.stdout.write(`${count} connections, ${Math.round(bytesEach / 1024)} KiB of memory each\n`);
    expect(during.sockets - before.sockets).toBe(count);
    expect(bytesEach).toBeLessThan(48 * 1024);

    clients.say('leave');
    await expect.poll(async () => (await usage()).sockets, { timeout: 30_000 }).toBe(before.sockets);
    const after = await usage();
    // What the request log keeps of the last requests stays.
    expect(after.heapUsedBytes - before.heapUsedBytes).toBeLessThan(16 * 1024 * 1024);
  },
);
