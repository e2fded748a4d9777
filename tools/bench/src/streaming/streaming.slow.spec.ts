import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const bundle = join(import.meta.dirname, '..', '..', 'dist', 'main.cjs');

/** Runs what was built. */
const bench = (...args: readonly string[]) =>
  spawnSync(process.execPath, [bundle, 'streaming', ...args], { encoding: 'utf8', timeout: 120_000 });

describe('npm run bench -- streaming', () => {
  it('measures every part and prints it for machines', { timeout: 120_000 }, () => {
    const options = ['--records', '200', '--rounds', '2', '--starts', '2', '--invocations', '10'];
    const { status, stdout, stderr } = bench(...options, '--profile', '--json');
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const { cases, startUps, memory, goals } = JSON.parse(stdout);
    expect(cases.map(({ runs }: { runs: unknown[] }) => runs.length)).toEqual(Array(9).fill(2));
    expect(startUps.handler).toHaveLength(2);
    expect(memory.samples).toHaveLength(10);
    expect(memory.messages).toBeGreaterThanOrEqual(10);
    expect(goals).toHaveLength(12);
  });

  it('says what its parts are', { timeout: 120_000 }, () => {
    const { status, stderr } = bench('--only', 'speed');
    expect(status).toBe(2);
    expect(stderr).toMatch(/They are of subjects, start-up, memory/);
  });
});
