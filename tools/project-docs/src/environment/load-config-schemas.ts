import { buildSync } from 'esbuild';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import type * as z from 'zod';
import { configFile } from './config-source.js';

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/**
 * The schemas themselves, as the sources of today have them: what is accepted and what is the default only they can say.
 * Tools may not import apps, and these have no build to import; so they are bundled in memory and run.
 * @returns for each folder the schema of every variable
 */
export function loadConfigSchemas(root: string, folders: readonly string[]): ReadonlyMap<string, Shape> {
  const contents = folders
    .map((folder, at) => `export * as project${at} from ${JSON.stringify(`./${configFile(folder)}`)};`)
    .join('\n');
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    conditions: ['@sluice/source'],
    external: ['zod'],
  });
  const loaded = { exports: {} as Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  const run = runInThisContext(`(function (module, exports, require) {${outputFiles[0]?.text}\n})`);
  run(loaded, loaded.exports, createRequire(join(root, 'package.json')));
  return new Map(
    folders.map((folder, at) => {
      const schema = Object.entries(loaded.exports[`project${at}`] ?? {}).find(([name]) =>
        /configSchema$/i.test(name),
      )?.[1];
      return [folder, shapeOf(schema as z.core.$ZodType | undefined, folder)];
    }),
  );
}

/** Of an object, whatever is wrapped around it. */
function shapeOf(schema: z.core.$ZodType | undefined, folder: string): Shape {
  const definition = schema?._zod.def as
    { type: string; innerType?: z.core.$ZodType; shape?: Shape } | undefined;
  if (definition?.shape !== undefined) return definition.shape;
  if (definition?.innerType !== undefined) return shapeOf(definition.innerType, folder);
  throw new Error(`${configFile(folder)} has no schema of an object`);
}
