import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readBundle, type App, type BundleFile } from './app.js';
import { bundledPackages, readMetafile } from './bundled-packages.js';
import { checkBudget } from './check-budget.js';
import { lockedClosure, type Lock } from './locked-closure.js';
import { shippedPackages, type ShippedPackage } from './shipped-packages.js';
import { noticesFile, thirdPartyNotices } from './third-party-notices.js';

export interface BundleContents {
  /** The scripts, and the notices of others' code in them; sorted by name. */
  readonly files: readonly BundleFile[];
  readonly shipped: readonly ShippedPackage[];
  readonly lock: Lock;
}

/** What was built of an app and what it contains. Throws when it is over its budget. */
export async function readContents(workspace: string, app: App, entry: string): Promise<BundleContents> {
  const scripts = await readBundle(app, entry);
  const meta = await readMetafile(app, scripts);
  checkBudget(app, scripts, entry, meta);
  const lock = JSON.parse(await readFile(join(workspace, 'package-lock.json'), 'utf8')) as Lock;
  const bundled = bundledPackages(meta);
  const installed = lockedClosure(lock, `apps/${app.folderName}`, app.externals);
  const shipped = await shippedPackages(workspace, lock, bundled, installed);
  const notices = Buffer.from(await thirdPartyNotices(workspace, app, shipped, bundled));
  const files = [...scripts, { name: noticesFile, content: notices }];
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), shipped, lock };
}
