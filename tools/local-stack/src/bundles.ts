import { existsSync } from 'node:fs';
import { join } from 'node:path';

const appNames = [
  's3-trigger-lambda',
  'kinesis-transform-lambda',
  'dlq-redrive-lambda',
  'fargate-processor',
] as const;
type AppName = (typeof appNames)[number];

/** The built bundle of each app: the file that deploys. */
export type Bundles = Readonly<Record<AppName, string>>;

/** An app has not been built. People see the message; nothing has been started. */
export class BundleMissingError extends Error {
  override readonly name = 'BundleMissingError';

  constructor(readonly app: AppName) {
    super(`${app} is not built: run \`npx nx build ${app}\``);
  }
}

/**
 * @param others stand in the place of those that are built
 * @throws {BundleMissingError}
 */
export const findBundles = (workspaceRoot: string, others: Partial<Bundles> = {}): Bundles =>
  Object.fromEntries(appNames.map((app) => [app, others[app] ?? bundlePath(workspaceRoot, app)])) as Bundles;

function bundlePath(workspaceRoot: string, app: AppName): string {
  const entry = app === 'fargate-processor' ? 'main.cjs' : 'handler.cjs';
  const path = join(workspaceRoot, 'apps', app, 'dist', entry);
  if (!existsSync(path)) throw new BundleMissingError(app);
  return path;
}
