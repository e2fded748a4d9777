import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApp } from './app.js';
import { billOfMaterials } from './bill-of-materials.js';
import { readContents } from './bundle-contents.js';
import { reproducibleZip } from './reproducible-zip.js';

export interface FunctionArtifact {
  readonly path: string;
  readonly billPath: string;
  readonly bytes: number;
  readonly sha256: Buffer;
}

/**
 * Writes `<directory>/<app>/<version>.zip` and beside it `<version>.cdx.json`, which says what is in it; what stood in
 * that folder goes. Throws when the bundle is over its app's budget.
 */
export async function packageFunction(
  workspace: string,
  name: string,
  directory: string,
): Promise<FunctionArtifact> {
  const app = await readApp(workspace, name);
  if (app.externals.length > 0)
    throw new Error(`${name} needs ${app.externals.join(', ')} beside its bundle: it deploys as an image`);
  const { files, shipped } = await readContents(workspace, app, 'handler.cjs');
  const zip = await reproducibleZip(files);
  const sha256 = createHash('sha256').update(zip).digest();
  const folder = join(directory, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${app.version}.zip`);
  const billPath = join(folder, `${app.version}.cdx.json`);
  await writeFile(path, zip);
  await writeFile(billPath, billOfMaterials(app, shipped, { sha256 }));
  return { path, billPath, bytes: zip.length, sha256 };
}
