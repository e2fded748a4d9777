import { afterEach, expect, it, vi } from 'vitest';
import type { ViteUserConfig } from 'vitest/config';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The kinds of report that a run writes. */
async function reports(): Promise<unknown[]> {
  vi.resetModules();
  const path = new URL('../../vitest.config.ts', import.meta.url).pathname;
  const { default: config } = (await import(/* @vite-ignore */ path)) as { default: ViteUserConfig };
  const reporters = [config.test?.reporters ?? []].flat() as unknown[];
  return reporters.map((each) => (Array.isArray(each) ? (each[0] as unknown) : each));
}

it('a run of `npm test` leaves the report that its totals come from', async () => {
  vi.stubEnv('SLUICE_CONFORMANCE_RUN', undefined);
  expect(await reports()).toContain('json');
});

it('a run that was asked for leaves the report of `npm test` as it is', async () => {
  vi.stubEnv('SLUICE_CONFORMANCE_RUN', JSON.stringify({ endpoint: 'http://127.0.0.1:1', services: ['sqs'] }));
  expect(await reports()).not.toContain('json');
});
