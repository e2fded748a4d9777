import { functionEnvironments, processorEnvironment, readTopology } from '@sluice/local-stack';
import { parseTopology, resourceNames, type ResourceNames, type Topology } from '@sluice/topology';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  plannedAccountId as account,
  plannedRegion as region,
  planEnvironment,
  type EnvironmentName,
  type Plan,
} from '../terraform/plan-environment.js';
import { describeWithTerraform } from '../terraform/with-terraform.testing.js';
import { workspaceRoot } from '../terraform/workspace-root.js';
import {
  containerOf,
  functionEnvironmentOf,
  resourcesByAddress,
  type PlannedResources,
} from './planned-values.js';
import { fixed, leaves } from './topology-leaves.js';

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** `a.b.c` → value, for all that is not an object. */
const leavesOf = (value: Json, prefix = ''): readonly (readonly [string, unknown])[] =>
  Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? leavesOf(inner, `${prefix}${key}.`) : [[`${prefix}${key}`, inner] as const],
  );

const withChanges = (value: Json, prefix = ''): Json =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const path = `${prefix}${key}`;
      return [key, isObject(inner) ? withChanges(inner, `${path}.`) : (leaves[path]?.to ?? inner)];
    }),
  );

const topology = await readTopology(workspaceRoot);
const changed: Topology = parseTopology(withChanges(topology));
const planOf = (name: EnvironmentName): Promise<Plan> =>
  name === 'minimal'
    ? planEnvironment(name, { topology: changed })
    : planEnvironment(name, { seedState: true });

describe('infra/topology.json', () => {
  it('has no leaf that nobody looks for, and none is looked for that it does not have', () => {
    const looked = [...Object.keys(leaves), ...Object.keys(fixed)];
    expect([...looked].sort()).toEqual(
      leavesOf(topology)
        .map(([path]) => path)
        .sort(),
    );
  });

  it('has another value than the one that each is changed to', () => {
    const same = leavesOf(topology).filter(([path, value]) => leaves[path]?.to === value);
    expect(same).toEqual([]);
  });
});

describeWithTerraform('a plan with every setting changed', () => {
  let resources: PlannedResources;
  beforeAll(async () => {
    resources = resourcesByAddress(await planOf('minimal'));
  });

  it.each(Object.entries(leaves))('has %s', (_path, { to, arrives, becomes }) => {
    expect(String(arrives(resources))).toBe(becomes ?? String(to));
  });

  const shown = Object.entries(fixed).flatMap(([path, { arrives, becomes }]) =>
    arrives === undefined ? [] : [[path, { arrives, becomes }] as const],
  );

  it.each(shown)('has %s as it is: there is no other', (path, { arrives, becomes }) => {
    const value = new Map(leavesOf(topology)).get(path);
    expect(String(arrives(resources))).toBe(becomes ?? String(value));
  });
});

/** What only a deployment is told, or is told otherwise. */
const ofDeployments = {
  AWS_REGION: 'the local stack says where its endpoints are instead',
  HEALTH_PORT: 'any free one here, so that several stacks run on one machine; the container has its own',
  LOG_LEVEL: 'a variable of the stack; the local functions have their default',
};

const shared = (environment: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(environment)
      .filter(([name]) => !(name in ofDeployments))
      .map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  );

describeWithTerraform.each(['dev', 'prod', 'minimal'] as const)('%s', (environment) => {
  const settings = environment === 'minimal' ? changed : topology;
  const names = resourceNames(settings, environment, account);
  const urls = Object.fromEntries(
    Object.entries(names.queues).map(([key, name]) => [
      key,
      `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    ]),
  ) as Readonly<Record<keyof ResourceNames['queues'], string>>;
  let plan: Plan;
  let resources: PlannedResources;
  beforeAll(async () => {
    plan = await planOf(environment);
    resources = resourcesByAddress(plan);
  });

  it('calls everything what the CLI calls it', () => {
    expect(plan.output_changes['names']?.after).toEqual(names);
  });

  it('tells the processor what the local stack tells it', () => {
    const told = containerOf(resources, 'module.processor_task').environment;
    expect(shared(told)).toEqual(shared(processorEnvironment({ topology: settings, names }, urls, account)));
  });

  it('tells the functions what the local stack tells them', () => {
    const told = functionEnvironments({ topology: settings, names }, urls, {
      queueArn: (name) => `arn:aws:sqs:${region}:${account}:${name}`,
      operatorsTopicArn: `arn:aws:sns:${region}:${account}:${names.operatorsTopic}`,
    });
    const modules = {
      s3Trigger: 'module.s3_trigger',
      kinesisTransform: 'module.kinesis_transform',
      dlqRedrive: 'module.dlq_redrive',
    };
    for (const [key, module] of Object.entries(modules))
      expect(shared(functionEnvironmentOf(resources, module))).toEqual(
        shared(told[key as keyof typeof modules]),
      );
  });
});
