import { localEnvironment, localRegion, readTopology } from '@sluice/local-stack';
import { resourceNames, type ResourceNames, type Topology } from '@sluice/topology';
import { CliError, usageError } from '../cli-error.js';
import { accountOfCaller } from './account-of-caller.js';
import { readDeploymentOutputs } from './deployment-outputs.js';
import { environmentPattern } from './environment-name.js';
import { findRunningStack } from './running-stack.js';

/** The deployment that a command talks to. */
export interface Target {
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Set for loopback endpoints, which check nothing: real credentials are never sent there. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  readonly environment: string;
  readonly names: ResourceNames;
  readonly topology: Topology;
}

export interface TargetOptions {
  readonly endpoint?: string | undefined;
  readonly env?: string | undefined;
  /** File with the outputs of Terraform. */
  readonly outputs?: string | undefined;
}

/**
 * Where: `--endpoint`, else `AWS_ENDPOINT_URL`, else AWS itself for outputs of Terraform and for an environment that is
 * not `local`, else the local stack that runs from this workspace. What it is called there: by `--outputs`, else `SLUICE_OUTPUTS`, which name
 * region, environment and all resources; else by the rule of `resourceNames`, on AWS itself with the account of the
 * credentials.
 * @param accountOf asks for that account, in a region
 */
export async function resolveTarget(
  options: TargetOptions,
  root: string,
  variables: NodeJS.ProcessEnv = process.env,
  accountOf: (region: string) => Promise<string> = accountOfCaller,
): Promise<Target> {
  const asked = options.env;
  if (asked !== undefined && !environmentPattern.test(asked))
    throw usageError(`--env ${asked} is not the name of an environment, such as dev`);
  const file = options.outputs ?? (variables['SLUICE_OUTPUTS'] || undefined);
  const outputs = file === undefined ? undefined : await readDeploymentOutputs(file);
  if (outputs !== undefined && asked !== undefined && asked !== outputs.environment)
    throw usageError(`${file} is of ${outputs.environment}, and --env says ${asked}`);
  const environment = outputs?.environment ?? asked ?? localEnvironment;
  const isElsewhere = outputs !== undefined || environment !== localEnvironment;
  const endpoint = await resolveEndpoint(options, isElsewhere, root, variables);
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const region =
    outputs?.region ||
    variables['AWS_REGION'] ||
    variables['AWS_DEFAULT_REGION'] ||
    (isLocal ? localRegion : '');
  if (!region) throw new CliError('no region: set AWS_REGION');
  const topology = await readTopology(root);
  const names = async () =>
    resourceNames(topology, environment, endpoint === undefined ? await accountOf(region) : undefined);
  return {
    endpoint,
    region,
    credentials: isLocal ? { accessKeyId: 'sluice-cli', secretAccessKey: 'local' } : undefined,
    environment,
    names: outputs?.names ?? (await names()),
    topology,
  };
}

async function resolveEndpoint(
  options: TargetOptions,
  isElsewhere: boolean,
  root: string,
  variables: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const given = options.endpoint ?? (variables['AWS_ENDPOINT_URL'] || undefined);
  if (given !== undefined) return checkedUrl(given);
  if (isElsewhere) return undefined;
  const running = await findRunningStack(root);
  if (running) return running.endpoint;
  throw new CliError(
    'no local stack is running: start one with `npm run local`, or name another with --endpoint URL, --env NAME or --outputs FILE',
  );
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw usageError(`the endpoint ${text} is not a URL such as http://127.0.0.1:4566`);
  return text.replace(/\/+$/, '');
}

export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
