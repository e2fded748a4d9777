import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const layers = z.array(
  z.object({
    name: z.string(),
    /** What stands in it, as words of a sentence. */
    holds: z.string(),
    imports: z.array(z.string()),
    packages: z.array(z.string()).optional(),
  }),
);

/** A layer, and the layers that it may import. */
export type Layer = z.infer<typeof layers>[number];

/** The layers as ESLint holds the sources to them, from the top down. */
export async function readLayers(root: string): Promise<readonly Layer[]> {
  const { href } = pathToFileURL(join(root, 'eslint.layers.js'));
  const module = (await import(/* @vite-ignore */ href)) as { layers: unknown };
  return layers.parse(module.layers);
}
