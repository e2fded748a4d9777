import { beforeAll, expect, it } from 'vitest';
import { plannedResources, planEnvironment } from './plan-environment.js';
import { describeWithTerraform } from './with-terraform.testing.js';

describeWithTerraform('a plan made offline', () => {
  // All that this and other specs ask for are begun, so that two are made at a time.
  beforeAll(() => {
    for (const name of ['dev', 'prod'] as const)
      for (const seedState of [false, true]) planEnvironment(name, { seedState }).catch(() => undefined);
  });

  it.each(['dev', 'prod'] as const)('is there for %s', async (name) => {
    const plan = await planEnvironment(name);
    expect(plannedResources(plan).length).toBeGreaterThan(100);
    expect(plan.output_changes['environment']?.after).toBe(name);
  });

  it('leaves nothing unknown that a policy names, once the key and the workgroup are there', async () => {
    const text = (plan: Awaited<ReturnType<typeof planEnvironment>>) =>
      plannedResources(plan)
        .filter(({ type, unknown }) => type === 'aws_iam_role_policy' && unknown['policy'] === true)
        .map(({ address }) => address);
    expect(text(await planEnvironment('dev'))).not.toEqual([]);
    expect(text(await planEnvironment('dev', { seedState: true }))).toEqual([]);
  });
});
