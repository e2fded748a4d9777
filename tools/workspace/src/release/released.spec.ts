import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './run-program.testing.js';

let root: string;

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

const script = () => join(root, 'tools', 'workspace', 'bin', 'released.cjs');
const released = (...args: string[]) => runProgram(script(), args);

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sluice-released-'));
  for (const name of ['released.cjs', 'projects.cjs'])
    cpSync(join(import.meta.dirname, '..', '..', 'bin', name), join(root, 'tools', 'workspace', 'bin', name));
  write('package.json', JSON.stringify({ workspaces: ['apps/*', 'libs/*', 'infra/stack'] }));
  write(
    'apps/loader/package.json',
    JSON.stringify({ version: '0.2.0', nx: { name: 'loader', targets: { package: {} } } }),
  );
  write('libs/codec/package.json', JSON.stringify({ version: '1.0.0', nx: { name: 'codec' } }));
  write('infra/stack/package.json', JSON.stringify({ version: '0.1.1-rc.0', nx: { name: 'infra-stack' } }));
  write('libs/notes.txt', 'not a project');
  write('apps/loader/CHANGELOG.md', '## 0.2.0 (2026-01-02)\n\n### Fixes\n\n- one\n\n## 0.1.0\n\n- older\n');
  write('libs/codec/CHANGELOG.md', '# 1.0.0 (2026-01-02)\n\n### Features\n\n- two\n\n## 0.9.0\n\n- older');
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.com');
  git('add', '-A');
  git('commit', '-q', '-m', 'before');
  git('tag', 'codec@0.9.0');
  git('commit', '-q', '--allow-empty', '-m', 'released');
  for (const tag of ['loader@0.2.0', 'codec@1.0.0', 'infra-stack@0.1.1-rc.0', 'elsewhere@1.0.0', 'v1'])
    git('tag', tag);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('released.cjs', () => {
  it('lists the projects whose tags point at this commit', () => {
    const { status, stdout } = released();
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { project: 'codec', version: '1.0.0', tag: 'codec@1.0.0', root: 'libs/codec', packaged: false },
      {
        project: 'infra-stack',
        version: '0.1.1-rc.0',
        tag: 'infra-stack@0.1.1-rc.0',
        root: 'infra/stack',
        packaged: false,
      },
      { project: 'loader', version: '0.2.0', tag: 'loader@0.2.0', root: 'apps/loader', packaged: true },
    ]);
  });

  it('is a program of its own', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script()], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual(released());
    expect(stdout).toMatch(/^\[\{.*\}\]\n$/);
  });

  it('lists what has something to package', () => {
    const projects = JSON.parse(released('--apps').stdout) as { project: string }[];
    expect(projects.map(({ project }) => project)).toEqual(['loader']);
  });

  it('prints the entry of the version, also under the heading of a major one', () => {
    expect(released('--notes', 'loader').stdout).toBe('### Fixes\n\n- one\n');
    expect(released('--notes', 'codec').stdout).toBe('### Features\n\n- two\n');
    expect(released('--notes', 'infra-stack')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.each([[['--all']], [['--notes']], [['--apps', 'loader']]])('refuses %j', (args) => {
    expect(released(...args)).toMatchObject({ status: 2, stdout: '' });
  });

  it('knows the projects that there are', () => {
    expect(released('--notes', 'nobody')).toMatchObject({
      status: 1,
      stderr: 'no project is called nobody\n',
    });
  });

  it('refuses a tag that says another version than the project does', () => {
    git('tag', 'codec@1.0.1');
    try {
      const { status, stderr } = released();
      expect(status).toBe(1);
      expect(stderr).toBe('the tag codec@1.0.1 is at HEAD, but libs/codec/package.json says 1.0.0\n');
    } finally {
      git('tag', '-d', 'codec@1.0.1');
    }
  });

  it('lists nothing where nothing was released', () => {
    git('commit', '-q', '--allow-empty', '-m', 'after');
    expect(released()).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  });
});
