import { localEnvironment, localRegion, readTopology } from '@sluice/local-stack';
import { resourceNames, type ResourceNames, type Topology } from '@sluice/topology';
import { CliError, usageError } from '../cli-error.js';
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
}

/**
 * From `--endpoint`, else `AWS_ENDPOINT_URL`, else the local stack that runs from this workspace; `--env` with
 * another name than `local` and no endpoint is AWS itself.
 */
export async function resolveTarget(
  options: TargetOptions,
  root: string,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<Target> {
  const environment = options.env ?? localEnvironment;
  if (!/^[a-z][a-z0-9-]{0,20}$/.test(environment))
    throw usageError(`--env ${environment} is not the name of an environment, such as dev`);
  const endpoint = await resolveEndpoint(options, environment, root, variables);
  const isLocal = endpoint !== undefined && isLoopback(endpoint);
  const region = variables['AWS_REGION'] || variables['AWS_DEFAULT_REGION'] || (isLocal ? localRegion : '');
  if (!region) throw new CliError('no region: set AWS_REGION');
  const topology = await readTopology(root);
  return {
    endpoint,
    region,
    credentials: isLocal ? { accessKeyId: 'sluice-cli', secretAccessKey: 'local' } : undefined,
    environment,
    names: resourceNames(topology, environment),
    topology,
  };
}

async function resolveEndpoint(
  options: TargetOptions,
  environment: string,
  root: string,
  variables: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const given = options.endpoint ?? (variables['AWS_ENDPOINT_URL'] || undefined);
  if (given !== undefined) return checkedUrl(given);
  if (environment !== localEnvironment) return undefined;
  const running = await findRunningStack(root);
  if (running) return running.endpoint;
  throw new CliError(
    'no local stack is running: start one with `npm run local`, or name another with --endpoint URL or --env NAME',
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
