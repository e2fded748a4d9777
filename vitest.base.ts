import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

// Tests read workspace packages from their sources, as esbuild and TypeScript do.
const conditions = ['@sluice/source', 'node', 'development|production'];

/** The vitest settings of every project; `overrides` holds what is its own. */
export function projectTests(name: string, overrides: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(
    defineConfig({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      test: {
        name,
        environment: 'node',
        include: ['src/**/*.spec.ts'],
        exclude: process.env['SLUICE_SLOW_TESTS'] ? [] : ['src/**/*.slow.spec.ts'],
        reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
        maxWorkers: 2,
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    }),
    overrides,
  );
}
