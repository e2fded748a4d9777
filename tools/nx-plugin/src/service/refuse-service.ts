import type { Tree } from '@nx/devkit';
import { ownersOf } from './add-owner.js';

const serviceName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * Refuses before anything is written.
 * @throws {Error} that says what to do
 */
export function refuseService(
  tree: Tree,
  { name, description, owner }: { name: string; description: string; owner: string },
): void {
  // With the environment before it, the name is a Lambda function's, which has at most 64 characters.
  if (!serviceName.test(name) || name.length > 40)
    throw new Error(
      `${JSON.stringify(name)} is no name of a service: write it in kebab case, at most 40 characters, such as price-alerts-lambda`,
    );
  for (const group of ['apps', 'libs', 'tools'])
    if (tree.exists(`${group}/${name}`)) throw new Error(`${group}/${name} exists: choose another name`);
  if (description.trim() === '' || /[\r\n"\\`<|]/.test(description))
    throw new Error('the description is one sentence in one line, without quotes, backslashes, ` < and |');
  const owners = ownersOf(tree);
  if (owners.length > 0 && !owners.includes(owner))
    throw new Error(`.github/CODEOWNERS knows no ${owner}: owners are ${owners.join(', ')}`);
}
