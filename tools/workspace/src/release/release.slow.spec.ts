import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneWorkspace, removeClone } from '../affected/cloned-workspace.testing.js';

// The commands of docs/releasing.md, run for good in a clone that has neither a remote nor a network.

let clone: string;

const env = {
  ...process.env,
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  // What the clone depends on is linked, not installed: nothing may be asked of a registry.
  npm_config_offline: 'true',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: clone, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const git = (...args: string[]) => run('git', ...args);
const nx = (...args: string[]) =>
  run(process.execPath, join('node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args);
const release = (...args: string[]) => nx('release', '--skip-publish', ...args);

const read = (path: string) => readFileSync(join(clone, path), 'utf8');
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;
const versionOf = (folder: string) => json(`${folder}/package.json`)['version'];
const lockedVersionOf = (folder: string) =>
  (json('package-lock.json')['packages'] as Record<string, { version: string }>)[folder]?.version;
/** A changelog without its dates. */
const changelog = (folder: string) => read(`${folder}/CHANGELOG.md`).replace(/ \(\d{4}-\d\d-\d\d\)/g, '');
const lines = (text: string) => text.split('\n').filter(Boolean);
const tagsHere = () => lines(git('tag', '--points-at', 'HEAD')).sort();

/** A commit that adds a line to each of the files. */
function commit(message: string, ...files: string[]) {
  for (const file of files) appendFileSync(join(clone, file), file.endsWith('.tf') ? '# more\n' : '\n');
  git('commit', '-q', '-a', '-m', message);
}

interface Project {
  folder: string;
  dependencies: string[];
}

/** What may be released, by name, as the manifests have it. */
function projects(): Map<string, Project> {
  const manifests = lines(
    git('ls-files', 'apps/*/package.json', 'libs/*/package.json', 'infra/*/package.json'),
  );
  return new Map(
    manifests
      .map((path) => dirname(path))
      .filter((folder) => /^(apps|libs|infra\/modules)\/[^/]+$|^infra\/stack$/.test(folder))
      .map((folder) => {
        const {
          nx,
          dependencies = {},
          devDependencies = {},
        } = json(`${folder}/package.json`) as {
          nx: { name: string };
          dependencies?: Record<string, string>;
          devDependencies?: Record<string, string>;
        };
        const all = Object.keys({ ...dependencies, ...devDependencies });
        return [nx.name, { folder, dependencies: all.map((name) => name.replace('@sluice/', '')) }];
      }),
  );
}

/** Every project that depends on this one, through every step. */
function dependentsOf(name: string, all: Map<string, Project>): string[] {
  const direct = [...all]
    .filter(([, { dependencies }]) => dependencies.includes(name))
    .map(([found]) => found);
  return direct.flatMap((found) => [found, ...dependentsOf(found, all)]);
}

beforeAll(async () => {
  clone = await cloneWorkspace('sluice');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'chore: everything');
}, 60_000);

afterAll(() => removeClone(clone));

describe('nx release', () => {
  it('begins with tags on what there is, and changes no file', { timeout: 120_000 }, () => {
    const before = git('rev-parse', 'HEAD');
    nx(
      'release',
      'version',
      '0.1.0',
      '--first-release',
      '--git-tag',
      '--git-commit=false',
      '--stage-changes=false',
    );
    expect(git('status', '--porcelain')).toBe('');
    expect(git('rev-parse', 'HEAD')).toBe(before);

    const onlyTested = ['bundle-testing', 'load-model'];
    const names = [...projects().keys()];
    expect(names).toEqual(expect.arrayContaining(onlyTested));
    expect(tagsHere()).toEqual(
      names
        .filter((name) => !onlyTested.includes(name))
        .map((name) => `${name}@0.1.0`)
        .sort(),
    );
  });

  it('releases what changed and what contains it, and nothing else', { timeout: 120_000 }, () => {
    commit('fix(message-queue): a receipt is used once', 'libs/message-queue/src/index.ts');
    commit('feat(s3-trigger-lambda): keys with spaces', 'apps/s3-trigger-lambda/src/app.ts');
    commit('feat(infra-queue): a queue may be delayed', 'infra/modules/queue/main.tf');
    commit('docs(topology): said better', 'libs/topology/README.md');
    commit('test(producer): one more', 'libs/producer/src/index.ts');
    const before = git('rev-parse', 'HEAD').trim();
    release();

    const all = projects();
    const changed = ['message-queue', 's3-trigger-lambda', 'infra-queue'];
    const released = [...new Set([...changed, ...changed.flatMap((name) => dependentsOf(name, all))])].sort();
    expect(released).toEqual(
      expect.arrayContaining([
        'dlq-redrive-lambda',
        'fargate-processor',
        'infra-stack',
        'kinesis-transform-lambda',
      ]),
    );
    expect(released).not.toContain('contracts');
    expect(tagsHere()).toEqual(released.map((name) => `${name}@0.1.1`).sort());
    const folders = released.map((name) => all.get(name)?.folder ?? '');
    for (const folder of folders) {
      expect(versionOf(folder)).toBe('0.1.1');
      expect(lockedVersionOf(folder)).toBe('0.1.1');
    }
    // One commit, of versions and changelogs alone.
    expect(git('rev-parse', 'HEAD~1').trim()).toBe(before);
    expect(git('log', '-1', '--format=%s').trim()).toBe('chore(release): new versions');
    expect(lines(git('diff', '--name-only', 'HEAD~1')).sort()).toEqual(
      ['package-lock.json', ...folders.flatMap((f) => [`${f}/CHANGELOG.md`, `${f}/package.json`])].sort(),
    );
    expect(lines(git('diff', '--numstat', 'HEAD~1', '--', 'package-lock.json'))).toEqual([
      `${folders.length}\t${folders.length}\tpackage-lock.json`,
    ]);
    expect(git('status', '--porcelain')).toBe('');
    expect(existsSync(join(clone, 'libs/topology/CHANGELOG.md'))).toBe(false);
  });

  it('says in each changelog why there is a new version', () => {
    expect(changelog('libs/message-queue').trim()).toBe(
      '## 0.1.1\n\n### Fixes\n\n- **message-queue:** a receipt is used once',
    );
    expect(changelog('apps/s3-trigger-lambda').trim()).toBe(
      '## 0.1.1\n\n### Features\n\n- **s3-trigger-lambda:** keys with spaces\n\n' +
        '### 🧱 Updated Dependencies\n\n- Updated message-queue to 0.1.1',
    );
    expect(changelog('infra/stack').trim()).toBe(
      '## 0.1.1\n\n### 🧱 Updated Dependencies\n\n- Updated infra-queue to 0.1.1',
    );
  });

  it('leaves what continuous integration accepts', { timeout: 120_000 }, () => {
    const written = lines(git('diff', '--name-only', 'HEAD~1'));
    run(process.execPath, 'node_modules/prettier/bin/prettier.cjs', '--check', ...written);
    nx('sync:check');
    // Throws if package.json files and lock disagree; installs nothing.
    run('npm', 'ci', '--dry-run', '--offline', '--ignore-scripts', '--no-audit', '--no-fund');
    const apps = run(process.execPath, 'tools/workspace/bin/released.cjs', '--apps');
    expect((JSON.parse(apps) as { project: string }[]).map(({ project }) => project)).toEqual([
      'dlq-redrive-lambda',
      'fargate-processor',
      'kinesis-transform-lambda',
      's3-trigger-lambda',
    ]);
  });

  it('has nothing to do the second time', { timeout: 120_000 }, () => {
    const before = git('show-ref');
    release();
    expect(git('show-ref')).toBe(before);
    expect(git('status', '--porcelain')).toBe('');
  });

  it(
    'releases one project and what contains it, a breaking change by the second number',
    { timeout: 120_000 },
    () => {
      commit('feat(metric-reader)!: sums have a unit', 'libs/metric-reader/src/index.ts');
      commit('fix(fargate-processor): stops sooner', 'apps/fargate-processor/src/app.ts');
      release('--projects=metric-reader');
      expect(tagsHere()).toEqual(['dlq-redrive-lambda@0.1.2', 'metric-reader@0.2.0']);
      expect(changelog('libs/metric-reader')).toMatch(
        /Breaking Changes\n\n- \*\*metric-reader:\*\* sums have a unit/,
      );
      expect(versionOf('apps/fargate-processor')).toBe('0.1.1');
    },
  );
});
