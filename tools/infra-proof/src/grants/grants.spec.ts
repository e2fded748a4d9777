import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithTerraform } from '../terraform/with-terraform.testing.js';
import type { RecordedCalls } from './calls/call-recorder.js';
import { compareGrants } from './calls/compare-grants.js';
import { rolesOf } from './calls/roles-of-plan.js';
import { callsOf, needsOf, planGrants } from './planned-grants.js';
import { collectPolicies } from './policies/collect-policies.js';
import type { Statement } from './policies/policy-document.js';
import { reasons } from './reasons.js';
import { checkPolicies } from './rules/check-policies.js';
import { judge } from './rules/reason.js';

const environments = ['dev', 'prod'] as const;
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded-calls.json'), 'utf8'),
) as RecordedCalls;

describeWithTerraform('least privilege', () => {
  // Made at the same time; each test awaits the same ones.
  beforeAll(() => Promise.all(environments.map(planGrants)), 240_000);

  it.each(environments)('every policy of %s keeps the rules, or has a reason', async (environment) => {
    const { resources, deployment } = await planGrants(environment);
    const { findings } = judge(checkPolicies(resources, deployment), reasons);
    expect(findings.map(({ rule, where, what }) => `${rule}: ${where}: ${what}`)).toEqual([]);
  });

  it('every reason is needed somewhere', async () => {
    const unused = await Promise.all(
      environments.map(async (environment) => {
        const { resources, deployment } = await planGrants(environment);
        return new Set(judge(checkPolicies(resources, deployment), reasons).unused);
      }),
    );
    expect(reasons.filter((reason) => unused.every((each) => each.has(reason)))).toEqual([]);
  });

  it.each(environments)(
    'every role of %s may do what is done in its name, and no more',
    async (environment) => {
      const { resources, whereabouts } = await planGrants(environment);
      const roles = rolesOf(resources, collectPolicies(resources).policies);
      expect(roles.length).toBeGreaterThan(0);
      const faults = roles.flatMap((role) => {
        const needs = needsOf(role.name, whereabouts);
        if (needs === undefined) return [`${role.name}: nobody knows what it is for`];
        const { missing, superfluous } = compareGrants(role, callsOf(needs, recorded, whereabouts));
        return [...missing, ...superfluous];
      });
      expect(faults).toEqual([]);
    },
  );

  // Not every way of every command was recorded, so that what nobody was seen to ask is not superfluous.
  it.each(environments)(
    'producers and operators of %s may do what their commands ask',
    async (environment) => {
      const { resources, whereabouts } = await planGrants(environment);
      const attachable = collectPolicies(resources).policies.filter(
        ({ kind }) => kind === 'policy to attach',
      );
      const faults = (['producer', 'operator'] as const).flatMap((who) => {
        const name = `${whereabouts.prefix}-${who}`;
        const policies = attachable.filter(({ owner }) => owner === name);
        const calls = callsOf({ role: name, workload: who, madeByServices: [] }, recorded, whereabouts);
        expect([policies.length, calls.length > 0]).toEqual([1, true]);
        return compareGrants({ name, address: name, policies }, calls).missing;
      });
      expect(faults).toEqual([]);
    },
  );

  it('a grant taken away is missed, and one too many is seen, in every statement of every role', async () => {
    const { resources, whereabouts } = await planGrants('dev');
    const blind = rolesOf(resources, collectPolicies(resources).policies).flatMap((role) => {
      const needs = needsOf(role.name, whereabouts);
      const calls = needs === undefined ? [] : callsOf(needs, recorded, whereabouts);
      return role.policies.flatMap((policy) =>
        policy.document.Statement.flatMap((statement) => {
          const compared = (statements: readonly Statement[]) =>
            compareGrants(
              {
                ...role,
                policies: role.policies.map((each) =>
                  each === policy
                    ? { ...policy, document: { ...policy.document, Statement: [...statements] } }
                    : each,
                ),
              },
              calls,
            );
          const others = policy.document.Statement.filter((each) => each !== statement);
          const wider = { ...statement, Action: [...(statement.Action ?? []), 's3:PutBucketPolicy'] };
          const isMissed = compared(others).missing.length > 0;
          const isSeen = compared([...others, wider]).superfluous.length > 0;
          return isMissed && isSeen ? [] : [`${role.name}: ${statement.Sid}`];
        }),
      );
    });
    expect(blind).toEqual([]);
  });
});
