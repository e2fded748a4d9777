import { faultRulesSchema } from '@sluice/local-aws';
import { readTopology } from '@sluice/local-stack';
import { resourceNames } from '@sluice/topology';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { appsToKill } from './chaos-plan.js';
import { killSteps } from './kill-steps.js';

it('every step has a name of its own and a rule that the embedded AWS takes', async () => {
  const topology = await readTopology(join(import.meta.dirname, '..', '..', '..'));
  const names = resourceNames(topology, 'local');
  expect(new Set(killSteps.map(({ victim, name }) => `${victim} ${name}`)).size).toBe(killSteps.length);
  const rules = killSteps.map(({ rule }) => rule(names));
  expect(faultRulesSchema.parse(rules)).toEqual(rules);
  expect(new Set(rules.map((rule) => JSON.stringify(rule))).size).toBe(rules.length);
});

it('every app has steps', () => {
  const victims = killSteps.map(({ victim }) => victim);
  for (const app of appsToKill) expect(app.filter((victim) => !victims.includes(victim))).toEqual([]);
  expect(appsToKill.flat().length).toBe(new Set(victims).size);
});
