import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readApp, readBundle } from './app.js';
import { reproducibleZip } from './reproducible-zip.js';

export interface FunctionArtifact {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: Buffer;
}

/** Writes `<directory>/<app>/<version>.zip`; what stood in that folder goes. */
export async function packageFunction(
  workspace: string,
  name: string,
  directory: string,
): Promise<FunctionArtifact> {
  const app = await readApp(workspace, name);
  if (app.externals.length > 0)
    throw new Error(`${name} needs ${app.externals.join(', ')} beside its bundle: it deploys as an image`);
  const zip = await reproducibleZip(await readBundle(app, 'handler.cjs'));
  const folder = join(directory, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${app.version}.zip`);
  await writeFile(path, zip);
  return { path, bytes: zip.length, sha256: createHash('sha256').update(zip).digest() };
}
