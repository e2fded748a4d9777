import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { actions, stepsOf, workflowFile, workflows, type Action } from './workflow-files.testing.js';
import * as rules from './workflow-rules.testing.js';
import type { Rule } from './workflow-rules.testing.js';
import { root } from '../workspace-root.testing.js';

const files = workflows();
const own = actions();

/** The repository's own, with `wrong` in the place of what is `right` in one of them. */
function seeded(path: string, right: string, wrong: string): ReturnType<Rule> {
  const file = [...files, ...own].find((each) => each.path === `.github/${path}`);
  if (!file?.text.includes(right)) throw new Error(`${path} has no ${right}`);
  const text = file.text.replace(right, () => wrong);
  const replaced = <Content>(each: { path: string }) => workflowFile<Content>(each.path, text);
  return Object.values(rules).flatMap((rule: Rule) =>
    rule(
      files.map((each) => (each.path === file.path ? replaced(each) : each)),
      own.map((each) => (each.path === file.path ? replaced<Action>(each) : each)),
    ),
  );
}

describe('the workflows', () => {
  it('are those that are meant', () => {
    expect(files.map(({ path }) => path)).toEqual(
      ['ci', 'deploy', 'nightly', 'release', 'title'].map((name) => `.github/workflows/${name}.yml`),
    );
    expect(files.flatMap(stepsOf).length).toBeGreaterThan(60);
  });

  it.each(Object.entries(rules))('keep the rule: %s', (_name, rule: Rule) => {
    expect(rule(files, own)).toEqual([]);
  });

  it.each([
    [
      'an action by its tag',
      'workflows/ci.yml',
      /actions\/checkout@\w{40} # v5\.0\.0/,
      'actions/checkout@v5',
      '40 digits',
    ],
    ['a commit that says no version', 'actions/nx-cache/action.yml', / # v4\.3\.0/, '', '40 digits'],
    [
      'two commits of one action',
      'workflows/ci.yml',
      /checkout@08c6903c/,
      'checkout@18c6903c',
      'actions/checkout: ',
    ],
    [
      'rights of a whole workflow',
      'workflows/ci.yml',
      /permissions: \{\}/,
      'permissions: read-all',
      'permissions: {}',
    ],
    [
      'rights that nobody named',
      'workflows/nightly.yml',
      /permissions:\n {6}issues: write/,
      'x:\n      issues: write',
      'report: permissions',
    ],
    ['a job without an end', 'workflows/ci.yml', /timeout-minutes: 10/, 'x: 10', 'projects: timeout-minutes'],
    ['runs beside each other', 'workflows/deploy.yml', /^concurrency:/m, 'x:', 'deploy.yml: concurrency'],
    [
      'a shell that goes on after a fault',
      'workflows/release.yml',
      /shell: bash/,
      'shell: sh',
      'shell: bash',
    ],
    ['another such in an action', 'actions/nx-base/action.yml', /shell: bash/, 'shell: sh', 'shell: bash'],
    [
      'credentials that stay',
      'workflows/ci.yml',
      /persist-credentials: false/,
      'persist-credentials: true',
      'persist-credentials',
    ],
    [
      'a title that becomes a script',
      'workflows/ci.yml',
      /command -v moto_server/,
      'echo ${{ github.event.pull_request.title }}',
      'by way of env',
    ],
    [
      'the same in an action',
      'actions/setup/action.yml',
      /npm ci /,
      'npm ci ${{ inputs.moto }} ',
      'by way of env',
    ],
    ['a secret', 'workflows/deploy.yml', /vars\.PLAN_ROLE_ARN/, 'secrets.PLAN_ROLE_ARN', 'no secrets'],
    [
      'a trigger with the rights of the repository',
      'workflows/ci.yml',
      /pull_request:/,
      'pull_request_target:',
      'without the repository',
    ],
    [
      'a fork that may ask for a role',
      'workflows/deploy.yml',
      /github\.event\.pull_request\.head\.repo\.full_name == github\.repository/,
      'true || x',
      "on a fork's behalf",
    ],
    [
      'a job that nobody waits for',
      'workflows/ci.yml',
      /slow, infra, conformance/,
      'slow, conformance',
      'required: needs infra',
    ],
    [
      'an action that is not there',
      'workflows/ci.yml',
      /actions\/nx-base/,
      'actions/nx-bases',
      'there is none',
    ],
    ['an input that is not there', 'workflows/ci.yml', /moto: 'true'/, "motto: 'true'", 'no input motto'],
    [
      'an action before its checkout',
      'workflows/nightly.yml',
      /uses: actions\/checkout@/,
      'uses: actions/check-out@',
      'after a checkout',
    ],
    ['whatever version pip finds', 'actions/setup/action.yml', /==5\.2\.1/, '', 'an exact version'],
  ])('break a rule with %s', (_what, path, right, wrong, fault) => {
    const found = [...files, ...own].find((each) => each.path === `.github/${path}`)?.text.match(right)?.[0];
    expect(found).toBeDefined();
    expect(seeded(path, found as string, wrong).join('\n')).toContain(fault);
  });

  it('write only where it is said here', () => {
    const writing = files.flatMap(({ path, content }) =>
      Object.entries(content.jobs).flatMap(([name, { permissions = {} }]) => {
        const written = Object.entries(permissions).filter(([, access]) => access === 'write');
        const file = path.replace(/^.*\/|\.yml$/g, '');
        return written.length === 0
          ? []
          : [`${file}: ${name}: ${written.map(([scope]) => scope).join(', ')}`];
      }),
    );
    expect(writing).toEqual([
      'deploy: plan: id-token',
      'deploy: apply: id-token',
      'nightly: keep-trend: contents',
      'nightly: report: issues',
      'release: version: contents',
      'release: package: id-token, attestations',
      'release: image: packages, id-token, attestations',
      'release: publish: contents',
      'release: deploy: id-token',
    ]);
  });
});

const everything = [...files, ...own].map(({ text }) => text).join('\n');
const read = (path: string) => readFileSync(`${root}/${path}`, 'utf8');

const infraFiles = () =>
  readdirSync(`${root}/infra`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.tf') && !path.includes('.terraform'))
    .map((path) => `infra/${path}`);

describe('what the workflows run on', () => {
  it('is the oldest Node that is supported and the one of .nvmrc', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    const supported = [engines.node.replace(/^>=/, ''), read('.nvmrc').trim()];
    const matrices = files.flatMap(({ content }) =>
      Object.values(content.jobs).flatMap(({ strategy }) => strategy?.matrix['node'] ?? []),
    );
    expect(new Set(matrices)).toEqual(new Set(supported));
    const ci = files.find(({ path }) => path.endsWith('/ci.yml'));
    expect(ci?.content.jobs['affected']?.strategy?.matrix['node']).toEqual(supported);
    for (const { content } of own)
      expect([supported[1], undefined]).toContain(content.inputs?.['node-version']?.default);
    // No step names another one.
    for (const [, version] of everything.matchAll(/node-version: (.*)$/gm))
      expect(version).toMatch(/^\$\{\{ (inputs\.node-version|matrix\.node) \}\}$/);
  });

  it('is a Terraform that infra/ and its tests take', () => {
    const [, ...versions] = /terraform_version: (\d+)\.(\d+)\.\d+$/m.exec(everything) ?? [];
    const [major = 0, minor = 0] = versions.map(Number);
    expect(everything.match(/terraform_version:/g)).toHaveLength(1);
    const asked = infraFiles().flatMap((path) =>
      [...read(path).matchAll(/required_version\s*=\s*"(.*)"/g)].map(([, constraint]) => constraint ?? ''),
    );
    expect(asked.length).toBeGreaterThan(15);
    // As tools/infra-proof/README.md says.
    for (const constraint of [...asked, '>= 1.11.0']) {
      const [, least = ''] = /^>= 1\.(\d+)\.\d+$/.exec(constraint) ?? [];
      expect(least, constraint).not.toBe('');
      expect([major, minor >= Number(least)], constraint).toEqual([1, true]);
    }
  });

  it('is exact Actions that Dependabot moves', () => {
    const dependabot = workflowFile<{ updates: { 'package-ecosystem': string; directories?: string[] }[] }>(
      '.github/dependabot.yml',
      read('.github/dependabot.yml'),
    );
    expect(dependabot.content.updates).toContainEqual(
      expect.objectContaining({
        'package-ecosystem': 'github-actions',
        directories: ['/', '/.github/actions/*'],
      }),
    );
  });
});
