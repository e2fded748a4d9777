import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTerraform } from './find-provider.js';
import { guardFolder } from './provider-process.js';
import { runCommand, type CommandResult } from './run-command.js';

/** Terraform with its provider, ready to run in folders of its own. */
export interface TerraformBench {
  readonly version: string;
  /** For copies of `infra/`; it goes when this process does. */
  readonly folder: string;
  /** Runs `terraform <args>`; at most two at a time. They share a provider, which does for mocks and offline tests. */
  readonly run: Run;
  /** The same with a provider of its own: one that others configured might not be what this one asked for. */
  readonly runAlone: Run;
}

type Run = (cwd: string, args: readonly string[]) => Promise<CommandResult>;

export interface TerraformMissing {
  readonly missing: string;
}

let bench: Promise<TerraformBench | TerraformMissing> | undefined;

/** The same one for all who ask in this process. */
export function terraformBench(): Promise<TerraformBench | TerraformMissing> {
  bench ??= setUp();
  return bench;
}

/** Throws where Terraform or its provider is missing. */
export async function requireBench(): Promise<TerraformBench> {
  const found = await terraformBench();
  if ('missing' in found) throw new Error(`Terraform cannot run: ${found.missing}`);
  return found;
}

async function setUp(): Promise<TerraformBench | TerraformMissing> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-infra-proof-'));
  const guard = guardFolder(folder, { ...process.env, ...withoutSettings(), GOGC: '400' });
  const found = await findTerraform(folder);
  if (found.missing !== undefined) {
    guard.end();
    return { missing: found.missing };
  }
  const cliConfig = join(folder, 'terraform.tfrc');
  await writeFile(cliConfig, providerInstallation(dirname(found.providerPath)));
  const hermetic = {
    ...withoutSettings(),
    TF_CLI_CONFIG_FILE: cliConfig,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    // A third less work for a few megabytes: what it reads of the provider, it keeps to the end anyway.
    GOGC: '400',
  };
  const shared = { ...hermetic, TF_REATTACH_PROVIDERS: await guard.startProvider(found.providerPath) };
  const runWith =
    (environment: Readonly<Record<string, string | undefined>>): Run =>
    (cwd, args) =>
      runCommand('terraform', args, { cwd, environment, timeoutSeconds: 180 });
  return { version: found.version, folder, run: runWith(shared), runAlone: runWith(hermetic) };
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#development-overrides-for-provider-developers */
const providerInstallation = (directory: string) => `
provider_installation {
  dev_overrides {
    "hashicorp/aws" = ${JSON.stringify(directory)}
  }
}
`;

/** What is set on this machine for real deployments stays out of it. */
function withoutSettings(): Record<string, undefined> {
  const names = Object.keys(process.env).filter((name) => /^(AWS|TF)_/.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}
