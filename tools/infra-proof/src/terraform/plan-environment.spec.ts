import { beforeAll, expect, it } from 'vitest';
import { plannedResources, planEnvironment } from './plan-environment.js';
import { describeWithTerraform } from './with-terraform.testing.js';

const environments = ['dev', 'prod'] as const;

describeWithTerraform('a plan made offline', () => {
  // Those that other specs ask for too are begun, so that two are made at a time.
  beforeAll(() => {
    for (const name of environments) planEnvironment(name, { seedState: true }).catch(() => undefined);
  });

  it.each(environments)('is there for %s, and knows every policy of a role', async (name) => {
    const plan = await planEnvironment(name, { seedState: true });
    const resources = plannedResources(plan);
    expect(resources.length).toBeGreaterThan(100);
    expect(plan.output_changes['environment']?.after).toBe(name);
    const unknown = resources.filter(
      ({ type, unknown: later }) => type === 'aws_iam_role_policy' && later['policy'] === true,
    );
    expect(unknown.map(({ address }) => address)).toEqual([]);
  });
});
