import { existsSync } from 'node:fs';
import { join } from 'node:path';

export type AppName =
  's3-trigger-lambda' | 'kinesis-transform-lambda' | 'dlq-redrive-lambda' | 'fargate-processor';

/** An app has not been built. People see the message; nothing has been started. */
export class BundleMissingError extends Error {
  override readonly name = 'BundleMissingError';

  constructor(readonly app: AppName) {
    super(`${app} is not built: run \`npx nx build ${app}\``);
  }
}

/** The built bundle of an app: the file that deploys. Throws `BundleMissingError`. */
export function bundlePath(workspaceRoot: string, app: AppName): string {
  const entry = app === 'fargate-processor' ? 'main.cjs' : 'handler.cjs';
  const path = join(workspaceRoot, 'apps', app, 'dist', entry);
  if (!existsSync(path)) throw new BundleMissingError(app);
  return path;
}
