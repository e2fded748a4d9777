import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { layers } from './eslint.layers.js';

/** Imports run one way (docs/architecture.md): from a layer to those that it may import. */
const constraints = layers.map(({ name, imports, packages }) => ({
  sourceTag: `layer:${name}`,
  onlyDependOnLibsWithTags: imports.map((imported) => `layer:${imported}`),
  ...(packages && { allowedExternalImports: packages }),
}));

const boundaries = (depConstraints) => [
  'error',
  { enforceBuildableLibDependency: false, allow: ['^.*/vitest\\.base(\\.ts)?$'], depConstraints },
];

/** Core is pure: what it needs of the world (time, randomness, hashes, compression) is passed in. */
const impureGlobals = [
  'process',
  'console',
  'fetch',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'Buffer',
];

export default [
  { ignores: ['**/dist', '**/out-tsc', '**/test-results', '**/.sluice', '**/node_modules'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(constraints),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    // Tests of core may use vitest, fast-check, Node and support, which is what core is handed of the world; the
    // direction of workspace imports holds for them too.
    files: ['**/*.spec.ts', '**/*.testing.ts', '**/vitest.config.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries(
        constraints.map(({ sourceTag, onlyDependOnLibsWithTags }) => ({
          sourceTag,
          onlyDependOnLibsWithTags:
            sourceTag === 'layer:core'
              ? [...onlyDependOnLibsWithTags, 'layer:support']
              : onlyDependOnLibsWithTags,
        })),
      ),
    },
  },
  {
    files: ['**/*.cjs', '**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        require: 'readonly',
        module: 'writable',
        __dirname: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
];

/** The extra rules of a core library: its eslint.config.js spreads them after the shared ones. */
export const pureCore = [
  {
    files: ['src/**/*.ts', 'libs/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.testing.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*', 'fs', 'crypto', 'path', 'zlib'], message: 'Core is pure: pass it in.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({ name, message: 'Core is pure: pass it in.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Core has no clock: pass `now` in.' },
        { object: 'Math', property: 'random', message: 'Core has no randomness: pass it in.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Core has no clock: pass `now` in.',
        },
      ],
    },
  },
];
