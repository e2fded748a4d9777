import { expect, it } from 'vitest';
import { plannedResources, planEnvironment } from './plan-environment.js';
import { describeWithTerraform } from './with-terraform.testing.js';

describeWithTerraform('the first plan of an empty account', () => {
  it.each(['dev', 'prod'] as const)(
    'makes %s, and hides only what the key and the workgroup are named in',
    async (name) => {
      const plan = await planEnvironment(name);
      const made = plan.resource_changes.filter(({ mode }) => mode === 'managed');
      expect(new Set(made.flatMap(({ change }) => change.actions))).toEqual(new Set(['create']));
      const hidden = plannedResources(plan).flatMap(({ type, address, unknown }) =>
        type === 'aws_iam_role_policy' && unknown['policy'] === true
          ? [/"(?<key>[a-z-]+)"\]$|\.(?<name>[a-z_]+)$/.exec(address)?.slice(1).find(Boolean)]
          : [],
      );
      expect(new Set(hidden)).toEqual(new Set(['encryption', 'statements', 'copy_encryption']));
    },
  );
});
