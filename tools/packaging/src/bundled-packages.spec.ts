import { describe, expect, it } from 'vitest';
import { bundledPackages, type Metafile } from './bundled-packages.js';

/** A metafile of files with what each imports and the bytes that are left of it. */
function metafile(
  files: Record<string, { bytes: number; imports?: string[]; externals?: string[] }>,
): Metafile {
  const inputs = Object.entries(files).map(([file, { imports = [], externals = [] }]) => [
    file,
    {
      imports: [...imports.map((path) => ({ path })), ...externals.map((path) => ({ path, external: true }))],
    },
  ]);
  const left = Object.entries(files).map(([file, { bytes }]) => [file, { bytesInOutput: bytes }]);
  return {
    inputs: Object.fromEntries(inputs) as Metafile['inputs'],
    outputs: { 'apps/a/dist/x.cjs': { bytes: 1, inputs: Object.fromEntries(left) as never } },
  };
}

describe('bundledPackages', () => {
  it('takes packages of which something is left, at the folder where they are installed', () => {
    const { bytes } = bundledPackages(
      metafile({
        'apps/a/src/handler.ts': { bytes: 5 },
        'node_modules/@s/b/one.js': { bytes: 2 },
        'node_modules/@s/b/deep/two.js': { bytes: 3 },
        'node_modules/c/node_modules/b/index.js': { bytes: 7 },
        'node_modules/types/index.js': { bytes: 0 },
        'absent:@s/gone': { bytes: 9 },
      }),
    );
    expect(Object.fromEntries(bytes)).toEqual({
      'apps/a': 5,
      'node_modules/@s/b': 5,
      'node_modules/c/node_modules/b': 7,
    });
  });

  it('follows imports through modules of which nothing is left, and not through other packages', () => {
    const { needs } = bundledPackages(
      metafile({
        'apps/a/src/handler.ts': { bytes: 5, imports: ['apps/a/src/types.ts'] },
        'apps/a/src/types.ts': { bytes: 0, imports: ['node_modules/barrel/index.js'] },
        'node_modules/barrel/index.js': { bytes: 0, imports: ['node_modules/b/index.js'] },
        'node_modules/b/index.js': { bytes: 1, imports: ['node_modules/c/index.js'] },
        'node_modules/c/index.js': { bytes: 1, imports: ['node_modules/b/index.js'] },
      }),
    );
    const named = Object.fromEntries([...needs].map(([name, needed]) => [name, [...needed]]));
    expect(named).toEqual({
      'apps/a': ['node_modules/b'],
      'node_modules/b': ['node_modules/c'],
      'node_modules/c': ['node_modules/b'],
    });
  });

  it('says who imports what is not in the bundle', () => {
    const { externals } = bundledPackages(
      metafile({ 'libs/l/src/x.ts': { bytes: 1, externals: ['native'] } }),
    );
    expect(externals.get('native')).toEqual(new Set(['libs/l']));
  });
});
