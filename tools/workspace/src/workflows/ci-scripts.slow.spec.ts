import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasRunnersTools, ScriptFolder } from './run-script.testing.js';
import { actions, scriptOf, workflows } from './workflow-files.testing.js';

const workflow = (name: string) => workflows().find(({ path }) => path.endsWith(`/${name}.yml`)) as never;
const action = (name: string) => actions().find(({ path }) => path.includes(`/${name}/`)) as never;
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

let folder: ScriptFolder;
beforeEach(() => {
  folder = new ScriptFolder();
});
afterEach(() => folder.remove());

function commit(text: string): string {
  folder.write('file', text);
  folder.git('add', 'file');
  folder.git('commit', '--quiet', '--message', text);
  return folder.git('rev-parse', 'HEAD');
}

describe.skipIf(!hasRunnersTools)('since when projects are affected', () => {
  const script = () => scriptOf(action('nx-base'), () => true);
  const base = (env: string) => /^NX_BASE=(.*)$/m.exec(env)?.[1];

  beforeEach(() => {
    folder.git('init', '--quiet');
  });

  it('of a pull request: its base as it is now', () => {
    const first = commit('one');
    folder.git('switch', '--quiet', '--create', 'change');
    commit('a change');
    folder.git('switch', '--quiet', 'main');
    folder.git('commit', '--quiet', '--allow-empty', '--message', 'two');
    const main = folder.git('rev-parse', 'HEAD');
    folder.git('merge', '--quiet', '--no-ff', 'change', '--message', 'merge');
    const { env, status } = folder.run(script(), { EVENT: 'pull_request' });
    expect([status, base(env), main === first]).toEqual([0, main, false]);
    expect(env).toContain(`NX_HEAD=${folder.git('rev-parse', 'HEAD')}\n`);
  });

  it('of a merge group: what it says', () => {
    commit('one');
    const { env } = folder.run(script(), { EVENT: 'merge_group', MERGE_GROUP_BASE: 'base' });
    expect(base(env)).toBe('base');
  });

  it('of a push: the last commit that passed and is still there', () => {
    const passed = commit('one');
    commit('two, which failed');
    commit('three');
    folder.standIn('gh', `echo ${'0'.repeat(40)}; echo ${passed}`);
    const { env, calls } = folder.run(script(), { EVENT: 'push', WORKFLOW: 'ci' });
    expect(base(env)).toBe(passed);
    expect(calls[0]).toContain('--workflow ci --branch main --event push --status success');
  });

  it('of a push before anything passed: an empty tree, so everything', () => {
    commit('one');
    folder.standIn('gh');
    expect(base(folder.run(script(), { EVENT: 'push', WORKFLOW: 'ci' }).env)).toBe(emptyTree);
  });

  it('is not guessed when GitHub cannot be asked', () => {
    commit('one');
    folder.standIn('gh', 'exit 1');
    const { status, env } = folder.run(script(), { EVENT: 'push', WORKFLOW: 'ci' });
    expect([status, env]).toEqual([1, '']);
  });
});

describe.skipIf(!hasRunnersTools)('the cache of Nx', () => {
  const script = () => scriptOf(action('nx-cache'), () => true);

  // Nx reads no other place for the machine's id.
  it.runIf(existsSync('/etc/machine-id'))('is that of this machine, whichever wrote it', () => {
    folder.write('.nx/workspace-data/aaaabbbb-v3.db', 'cached');
    folder.write('.nx/workspace-data/project-graph.json', '{}');
    for (const _again of [1, 2]) expect(folder.run(script()).status).toBe(0);
    const names = readdirSync(join(folder.work, '.nx/workspace-data')).sort();
    expect(names[0]).toMatch(/^[0-9a-f]{32}-v3\.db$/);
    expect(names[1]).toBe('project-graph.json');
  });

  it('may be none', () => {
    expect(folder.run(script())).toMatchObject({ status: 0, said: '' });
  });
});

describe.skipIf(!hasRunnersTools)('the required status', () => {
  const result = (results: Record<string, string>) => {
    const needs = Object.fromEntries(Object.entries(results).map(([job, each]) => [job, { result: each }]));
    const script = scriptOf(workflow('ci'), ({ env }) => env?.['NEEDS'] !== undefined);
    return folder.run(script, { NEEDS: JSON.stringify(needs) }).status;
  };

  it.each([
    [{ projects: 'success', affected: 'success', infra: 'skipped' }, 0],
    [{ projects: 'success', affected: 'failure', infra: 'skipped' }, 1],
    [{ projects: 'success', affected: 'cancelled' }, 1],
    [{ projects: 'failure', affected: 'skipped', infra: 'skipped' }, 1],
    [{ projects: 'skipped', affected: 'skipped' }, 1],
  ])('of %o is exit code %i', (results, status) => {
    expect(result(results as Record<string, string>)).toBe(status);
  });
});

describe.skipIf(!hasRunnersTools)('the night', () => {
  const kept = () => {
    const script = scriptOf(workflow('nightly'), ({ name }) => name === 'lines added');
    return folder.run(script, {
      GITHUB_SERVER_URL: `file://${folder.path}`,
      GIT_CONFIG_GLOBAL: '/dev/null',
    });
  };
  const trend = () =>
    folder.git('--git-dir', join(folder.path, 'Example/sluice.git'), 'show', 'bench-trend:trend.ndjson');

  it('adds lines to the trend, from the first on, and takes none away', () => {
    folder.git('init', '--quiet', '--bare', join(folder.path, 'Example/sluice.git'));
    folder.standIn('gh');
    for (const text of ['one\n', 'one\ntwo\n']) {
      folder.write('measured/trend/trend.ndjson', text);
      expect(kept()).toMatchObject({ status: 0, calls: ['gh auth setup-git'] });
      expect(`${trend()}\n`).toBe(text);
      rmSync(join(folder.work, 'kept'), { recursive: true });
    }
    folder.write('measured/trend/trend.ndjson', 'ONE\ntwo\nthree\n');
    expect(kept().status).toBe(1);
    rmSync(join(folder.work, 'kept'), { recursive: true });
    folder.write('measured/trend/trend.ndjson', 'one\n');
    expect(kept().status).toBe(1);
    expect(trend()).toBe('one\ntwo');
  });

  it.each([
    ['a new issue', '', 'gh issue create --label nightly'],
    ['the one that is open', '7', 'gh issue comment 7 --body chaos failed at abc'],
  ])('tells of failures in %s', (_which, open, call) => {
    folder.standIn('gh', `[ "$1 $2" != 'issue list' ] || echo '${open}'`);
    const script = scriptOf(workflow('nightly'), ({ env }) => env?.['NEEDS'] !== undefined);
    const { calls, status } = folder.run(script, {
      NEEDS: JSON.stringify({ slow: { result: 'success' }, chaos: { result: 'failure' } }),
    });
    expect(status).toBe(0);
    expect(calls.at(-1)).toContain(call);
    expect(calls.at(-1)).toContain('https://git.example.com/Example/sluice/actions/runs/42');
  });
});
