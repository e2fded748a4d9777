import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureStartUps } from './start-up.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-start-'));
  await writeFile(join(folder, 'handler.cjs.map'), 'x'.repeat(1000));
  await writeFile(join(folder, 'later.cjs'), '// 12 bytes.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('measureStartUps', () => {
  it('weighs the scripts and starts them beside bare node', async () => {
    const script = 'const end = performance.now() + 300; while (performance.now() < end);';
    await writeFile(join(folder, 'handler.cjs'), script);
    const { startBytes, bundleBytes, bare, handler } = await measureStartUps(folder, 1);
    expect({ startBytes, bundleBytes }).toEqual({
      startBytes: script.length,
      bundleBytes: script.length + 12,
    });
    expect([bare.length, handler.length]).toEqual([1, 1]);
    expect(handler[0]?.wallMs).toBeGreaterThan(300);
    expect(handler[0]?.cpuMs).toBeGreaterThan(0);
  });

  it('does not take a handler that does not start for a fast one', async () => {
    await writeFile(join(folder, 'handler.cjs'), 'throw new Error("no");');
    await expect(measureStartUps(folder, 1)).rejects.toThrow(/ended with 1/);
  });
});
