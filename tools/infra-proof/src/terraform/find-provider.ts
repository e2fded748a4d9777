import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { runCommand } from './run-command.js';
import { workspaceRoot } from './workspace-root.js';

/** What is needed to plan, or why it is not there. */
export type FoundTerraform =
  | { readonly version: string; readonly providerPath: string; readonly missing?: undefined }
  | { readonly missing: string };

const minorNeeded = 11;
const versionSchema = z.object({ terraform_version: z.string() });

/** Without a registry in reach the answer should come soon; a download takes its time. */
const registryPatience = { TF_REGISTRY_CLIENT_TIMEOUT: '5', TF_REGISTRY_DISCOVERY_RETRY: '0' };

/**
 * Terraform on the PATH, and the AWS provider: from the mirror that SLUICE_TERRAFORM_MIRROR names, or as `terraform
 * init` finds it, from a plugin cache, a mirror in the CLI's configuration or the registry. `folder` is for the search.
 */
export async function findTerraform(folder: string): Promise<FoundTerraform> {
  const version = await terraformVersion(folder);
  if (version === undefined) return { missing: 'terraform is not on the PATH' };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 1 || (major === 1 && minor < minorNeeded))
    return { missing: `terraform ${version} is too old: the modules' tests need 1.${minorNeeded}` };

  const module = join(folder, 'provider');
  await mkdir(module, { recursive: true });
  // Of all modules, so that what is found is what they accept.
  const versions = await readFile(join(workspaceRoot, 'infra', 'stack', 'versions.tf'), 'utf8');
  await writeFile(join(module, 'versions.tf'), versions);
  const init = await installProvider(module);
  const providerPath = await findExecutable(join(module, '.terraform', 'providers'));
  if (providerPath === undefined)
    return { missing: `the AWS provider: terraform init says\n${init.trim() || 'nothing within 5 minutes'}` };
  return { version, providerPath };
}

async function terraformVersion(cwd: string): Promise<string | undefined> {
  try {
    const environment = { CHECKPOINT_DISABLE: '1' };
    const { stdout } = await runCommand('terraform', ['version', '-json'], {
      cwd,
      environment,
      timeoutSeconds: 30,
    });
    return versionSchema.parse(JSON.parse(stdout)).terraform_version;
  } catch {
    return undefined;
  }
}

/** What Terraform said. */
async function installProvider(cwd: string): Promise<string> {
  const mirror = process.env['SLUICE_TERRAFORM_MIRROR'];
  const cache =
    process.env['TF_PLUGIN_CACHE_DIR'] ?? join(workspaceRoot, 'node_modules', '.cache', 'terraform-plugins');
  if (!mirror) await mkdir(cache, { recursive: true });
  const { stderr } = await runCommand(
    'terraform',
    ['init', '-input=false', '-no-color', '-backend=false', ...(mirror ? [`-plugin-dir=${mirror}`] : [])],
    {
      cwd,
      environment: {
        ...registryPatience,
        CHECKPOINT_DISABLE: '1',
        // A download is 150 MB, so it is kept; a mirror is not copied.
        TF_PLUGIN_CACHE_DIR: mirror ? undefined : cache,
      },
      timeoutSeconds: 300,
    },
  );
  return stderr;
}

/** `registry.terraform.io/hashicorp/aws/<version>/<platform>/terraform-provider-aws_v…`, through links. */
async function findExecutable(providers: string): Promise<string | undefined> {
  try {
    const aws = join(providers, 'registry.terraform.io', 'hashicorp', 'aws');
    for (const version of await readdir(aws))
      for (const platform of await readdir(join(aws, version))) {
        const files = await readdir(join(aws, version, platform));
        const file = files.find((name) => name.startsWith('terraform-provider-aws_'));
        if (file !== undefined) return join(aws, version, platform, file);
      }
  } catch {
    // Nothing was installed.
  }
  return undefined;
}
