import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

// Tests read workspace packages from their sources, as esbuild and TypeScript do.
const conditions = ['@sluice/source', 'node', 'development|production'];

const slow = process.env['SLUICE_SLOW_TESTS'] !== undefined;

/** The vitest settings of every project; `overrides` holds what is its own. */
export function projectTests(name: string, overrides: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(
    defineConfig({
      resolve: { conditions },
      ssr: { resolve: { conditions } },
      // Global setups run in an environment of vitest's own, which would otherwise take what was built last.
      environments: { __vitest__: { resolve: { conditions } } },
      test: {
        name,
        environment: 'node',
        // `npm run test:slow` runs the long ones alone; few projects have any.
        include: [slow ? 'src/**/*.slow.spec.ts' : 'src/**/*.spec.ts'],
        exclude: slow ? [] : ['src/**/*.slow.spec.ts'],
        passWithNoTests: slow,
        reporters: ['default', ['json', { outputFile: 'test-results/vitest.json' }]],
        maxWorkers: 2,
        // What spec files import, the AWS SDK, DuckDB and TypeScript among it, is loaded once a worker, not once a
        // file. So a spec leaves behind what it found: the environment, timers, what it spied on.
        isolate: false,
        testTimeout: 20_000,
        hookTimeout: 60_000,
      },
    }),
    overrides,
  );
}
