import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactSettings, type ArtifactSettings } from './artifact-settings.js';

/** What an app's package.json says of itself. */
export interface App {
  readonly folder: string;
  /** Of its folder below `apps/`. */
  readonly folderName: string;
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Packages that its bundle does not contain. */
  readonly externals: readonly string[];
  readonly artifact: ArtifactSettings;
}

interface AppPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly targets?: { readonly build?: { readonly options?: { external?: string[] } } } };
  readonly artifact?: unknown;
}

/** Reads `apps/<name>/package.json`; throws what to say when there is no such app. */
export async function readApp(workspace: string, name: string): Promise<App> {
  const folder = join(workspace, 'apps', name);
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(async () => {
    const apps = await readdir(join(workspace, 'apps'));
    throw new Error(`there is no app ${name}: apps are ${apps.sort().join(', ')}`);
  });
  const { nx, dependencies = {}, artifact, ...rest } = JSON.parse(text) as AppPackage;
  return {
    folder,
    folderName: name,
    name: rest.name,
    version: rest.version,
    license: rest.license,
    dependencies,
    externals: nx?.targets?.build?.options?.external ?? [],
    artifact: artifactSettings(`apps/${name}/package.json`, artifact),
  };
}

/** The scripts of an app's bundle, sorted by name: maps and the build's own description stay behind. */
export async function readBundle(app: App, entry: string): Promise<readonly BundleFile[]> {
  const dist = join(app.folder, 'dist');
  const names = await readdir(dist).catch(() => []);
  const scripts = names.filter((name) => name.endsWith('.cjs')).sort();
  if (!scripts.includes(entry))
    throw new Error(
      `${app.name} has no ${entry} in its dist: it has to be built first, and be of the right kind`,
    );
  return Promise.all(scripts.map(async (name) => ({ name, content: await readFile(join(dist, name)) })));
}

export interface BundleFile {
  readonly name: string;
  readonly content: Buffer;
}
