import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requireBench } from './terraform-bench.js';
import { workspaceRoot } from './workspace-root.js';

/** What Terraform and people leave in a folder; none of it is the configuration. */
const leftBehind =
  /^(\.terraform|\.terraform\.lock\.hcl|.*\.tfstate(\..*)?|.*\.tfplan|backend\.hcl|terraform\.tfvars|crash\.log)$/;

/** A copy of `infra/`, so that nothing is written in the tree; `topology` takes the place of topology.json. */
export async function copyInfra(topology?: unknown): Promise<string> {
  const { folder } = await requireBench();
  const infra = join(await mkdtemp(join(folder, 'copy-')), 'infra');
  await cp(join(workspaceRoot, 'infra'), infra, {
    recursive: true,
    filter: (source) => !leftBehind.test(basename(source)),
  });
  if (topology !== undefined) await writeFile(join(infra, 'topology.json'), JSON.stringify(topology));
  return infra;
}
