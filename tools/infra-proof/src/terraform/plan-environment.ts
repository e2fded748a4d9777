import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyInfra } from './infra-copy.js';
import { minimalEnvironment } from './minimal-environment.js';
import { planSchema, type Plan } from './plan-schema.js';
import type { CommandResult } from './run-command.js';
import { seededState } from './seeded-state.js';
import { requireBench } from './terraform-bench.js';

export { plannedResources, type ConfiguredModule, type Plan, type PlannedResource } from './plan-schema.js';

/** `minimal` sets only what the stack asks for: everything else is its default, or `infra/topology.json`. */
export type EnvironmentName = 'dev' | 'prod' | 'minimal';

export interface PlanOptions {
  /** Instead of `infra/topology.json`. */
  readonly topology?: unknown;
  /** Over those of the environment's `terraform.tfvars.example`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** The key and the workgroup are there already, so that every policy is known. Default: nothing is. */
  readonly seedState?: boolean;
}

/** Of the examples; invented. */
export const plannedAccountId = '123456789012';
export const plannedRegion = 'eu-west-1';

/** Nothing of AWS is asked, and no state is kept elsewhere. https://developer.hashicorp.com/terraform/language/files/override */
const offline = `
terraform {
  backend "local" {}
}

provider "aws" {
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  allowed_account_ids         = null
}
`;

const plans = new Map<string, Promise<Plan>>();

/**
 * A real plan of an environment with the values of its example, made without AWS. Each is made once; the same promise
 * answers all who ask for it.
 */
export function planEnvironment(name: EnvironmentName, options: PlanOptions = {}): Promise<Plan> {
  const key = JSON.stringify([name, options.topology, options.variables, options.seedState ?? false]);
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = makePlan(name, options);
  plans.set(key, plan);
  return plan;
}

async function makePlan(
  name: EnvironmentName,
  { topology, variables, seedState }: PlanOptions,
): Promise<Plan> {
  const folder = await prepare(name, topology, variables);
  if (seedState) {
    const ids = { accountId: plannedAccountId, region: plannedRegion };
    await writeFile(join(folder, 'terraform.tfstate'), JSON.stringify(seededState(name, ids)));
  }
  const { run, runAlone } = await requireBench();
  await succeed(run(folder, ['init', '-input=false', '-no-color']));
  const flags = ['-input=false', '-no-color', '-refresh=false', '-lock=false', '-out=made.tfplan'];
  await succeed(runAlone(folder, ['plan', ...flags]));
  return planSchema.parse(JSON.parse(await succeed(run(folder, ['show', '-json', 'made.tfplan']))));
}

/** A copy of the environment that can be planned: its folder. */
async function prepare(
  name: EnvironmentName,
  topology: unknown,
  variables: PlanOptions['variables'] = {},
): Promise<string> {
  const infra = await copyInfra(topology);
  const folder = join(infra, 'environments', name);
  if (name === 'minimal') {
    await cp(join(infra, 'environments', 'dev'), folder, { recursive: true });
    await writeFile(join(folder, 'main.tf'), minimalEnvironment);
  }
  await cp(join(folder, 'terraform.tfvars.example'), join(folder, 'terraform.tfvars'));
  await writeFile(join(folder, 'offline_override.tf'), offline);
  await writeFile(join(folder, 'given.auto.tfvars.json'), JSON.stringify(variables));
  await writeArtifacts(join(infra, '..', 'dist', 'artifacts'));
  return folder;
}

/** Terraform reads their bytes for a hash; what is in them nobody looks at here. */
async function writeArtifacts(directory: string): Promise<void> {
  for (const app of ['s3-trigger-lambda', 'kinesis-transform-lambda', 'dlq-redrive-lambda']) {
    const file = join(directory, app, '0.1.0.zip');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, 'not a zip');
  }
}

async function succeed(command: Promise<CommandResult>): Promise<string> {
  const { code, stdout, stderr } = await command;
  if (code !== 0) throw new Error(`terraform ended with ${code}:\n${stderr || stdout}`);
  return stdout;
}
