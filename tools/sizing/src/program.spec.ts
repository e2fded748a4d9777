import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { buildProgram, flagOf } from './program.js';
import type { Report } from './report.js';
import { priceJson, prices, root, topology } from './repository.testing.js';
import { standardPage } from './standard-page.js';

const folder = mkdtempSync(join(tmpdir(), 'sizing-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]): string {
  let written = '';
  const program = buildProgram(root, (text) => (written += text)).configureOutput({
    writeErr: () => undefined,
  });
  program.parse(args, { from: 'user' });
  return written;
}

describe('sizing', () => {
  it('tells what is needed and what it costs', () => {
    const text = run('--gb-per-day', '100', '--records-per-second', '500');
    expect(text).toMatch(/Lambda concurrency/);
    expect(text).toMatch(/Sluice: \$[\d,.]+ a month, \$[\d,.]+ for a TB/);
    expect(text).toMatch(/Freshness of the stream, 8 h a day/);
  });

  it('tells machines in one line', () => {
    const text = run(
      '--gb-per-day',
      '0',
      '--records-per-second',
      '500',
      '--batch-age-seconds',
      '60',
      '--json',
    );
    expect(text.trimEnd()).not.toContain('\n');
    const report = JSON.parse(text) as Report;
    expect(report.inputs).toMatchObject({ recordsPerSecond: 500, batchAgeSeconds: 60 });
    expect(report.deployment.warehouse.awakeShare).toBe(1);
  });

  it('reckons by other prices', () => {
    const file = join(folder, 'prices.json');
    const list = structuredClone(priceJson) as typeof prices;
    list.region = 'eu-west-1';
    list.prices['redshift.rpuHour'].value *= 2;
    writeFileSync(file, JSON.stringify(list));
    const args = ['--gb-per-day', '5', '--records-per-second', '50', '--json'];
    const usual = JSON.parse(run(...args)) as Report;
    const other = JSON.parse(run(...args, '--region-prices', file)) as Report;
    const compute = usual.deployment.lines.find(({ price }) => price === 'redshift.rpuHour')?.usd ?? 0;
    expect(other.region).toBe('eu-west-1');
    expect(other.deployment.usdPerMonth - usual.deployment.usdPerMonth).toBeCloseTo(compute, 6);
  });

  it('refuses what is no number, what it does not know, and a file that is no list', () => {
    expect(() => run('--gb-per-day', 'many', '--records-per-second', '1')).toThrow(CommanderError);
    expect(() => run('--gb-per-year', '1')).toThrow(CommanderError);
    expect(() => run('--gb-per-day', '1')).toThrow(/recordsPerSecond/);
    expect(() => run('--region-prices', join(folder, 'none.json'))).toThrow(/none\.json/);
    expect(() => run('--region-prices', join(root, 'package.json'))).toThrow(/package\.json:/);
  });

  it('names inputs as options', () => {
    expect(flagOf('loadMegabytesPerSecondPerRpu')).toBe('--load-megabytes-per-second-per-rpu');
  });
});

describe('docs/sizing.md', () => {
  it('is what `npm run sizing -- --page docs/sizing.md` writes', () => {
    const file = join(folder, 'sizing.md');
    run('--page', file);
    expect(readFileSync(join(root, 'docs', 'sizing.md'), 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  it('says which prices and which inputs nobody has verified', () => {
    const page = standardPage(topology, prices);
    for (const [key, { verified }] of Object.entries(prices.prices))
      expect(page).toMatch(
        new RegExp(`\`${key.replace('.', '\\.')}\` .*\\| ${verified ? '\\[yes\\]' : 'no \\(\\[AWS\\]'}`),
      );
    expect(page).toMatch(/`loadSeconds` .*_assumed_/);
  });
});
