import { join } from 'node:path';
import { formatFiles, generateFiles, logger, type GeneratorCallback, type Tree } from '@nx/devkit';
import { addNodeApplication } from './add-node-application.js';
import { addOwner } from './add-owner.js';
import { installWorkspace } from './install-workspace.js';
import { nextSteps } from './next-steps.js';
import { refuseService } from './refuse-service.js';

export interface ServiceOptions {
  readonly name: string;
  /** One sentence. */
  readonly description?: string;
  /** As CODEOWNERS writes a team. */
  readonly owner?: string;
  readonly skipInstall?: boolean;
}

/**
 * Writes `apps/<name>`, a function that handles the messages of a queue; its project in the workspace; its owner.
 * @throws {Error} for a name or an owner that cannot be one, and for what is there already; nothing is written then
 */
export default async function serviceGenerator(
  tree: Tree,
  {
    name,
    description = 'Handles the messages of a queue, at least once.',
    owner = '@example/platform',
    skipInstall = false,
  }: ServiceOptions,
): Promise<GeneratorCallback> {
  refuseService(tree, { name, description, owner });
  const folder = `apps/${name}`;
  await addNodeApplication(tree, name, folder);
  const service = name.replace(/-lambda$/, '');
  generateFiles(tree, join(import.meta.dirname, 'files'), folder, {
    name,
    service,
    description,
    versions: versionsOf(tree),
  });
  addOwner(tree, folder, owner);
  await formatFiles(tree);
  return () => {
    if (!skipInstall) installWorkspace(tree.root);
    logger.info(nextSteps(name, folder, { isInstalled: !skipInstall }));
  };
}

/** Of packages that the functions have, so that the workspace has one version of each. */
function versionsOf(tree: Tree): { readonly zod: string } {
  const { dependencies } = JSON.parse(tree.read('libs/config/package.json', 'utf8') ?? '{}') as {
    dependencies?: Record<string, string>;
  };
  const zod = dependencies?.['zod'];
  if (zod === undefined) throw new Error('libs/config/package.json names no version of zod');
  return { zod };
}
