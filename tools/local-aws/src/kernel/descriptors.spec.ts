import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPrograms, type Programs } from './programs.testing.js';

let programs: Programs;
beforeAll(async () => {
  programs = await startPrograms(new URL('connections.testing.ts', import.meta.url));
});
afterAll(() => programs.stop());

it('refuses connections for which it has no descriptor left, and keeps the others', async () => {
  const server = programs.start(['server'], { descriptorLimit: 128 });
  const { port } = await server.hears<{ port: number }>();
  const clients = programs.start(['clients', String(port), '200']);
  const { open } = await clients.hears<{ open: number }>();
  expect(open).toBeGreaterThan(50);
  expect(open).toBeLessThan(128);
  clients.say('ask');
  expect(await clients.hears()).toEqual({ answered: open });

  clients.say('leave');
  await new Promise((resolve) => clients.process.once('exit', resolve));
  const others = programs.start(['clients', String(port), '20']);
  expect(await others.hears()).toEqual({ open: 20 });
  expect(server.process.exitCode).toBeNull();
});
