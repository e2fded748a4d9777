import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Linter } from 'eslint';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeWorkspace } from './fake-workspace.testing.js';

const bin = join(import.meta.dirname, '..', '..', 'bin');
let workspace: ReturnType<typeof fakeWorkspace>;

beforeEach(() => {
  workspace = fakeWorkspace();
});
afterEach(() => workspace.remove());

describe('bin/sluice.cjs', () => {
  it.each(readdirSync(bin, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cjs')))(
    '%s can be read by any Node',
    (name) => {
      const problems = new Linter().verify(readFileSync(join(bin, name), 'utf8'), [
        { languageOptions: { ecmaVersion: 5, sourceType: 'commonjs' } },
      ]);
      expect(problems.filter(({ fatal }) => fatal)).toEqual([]);
    },
  );

  it.each(['v0.12.0', 'v18.20.8', 'v20.18.3'])('tells %s that it is too old', async (version) => {
    workspace.write('old.cjs', `Object.defineProperty(process, 'version', { value: '${version}' });`);
    const ended = await workspace.run([], {}, ['--require', join(workspace.root, 'old.cjs')]);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `sluice: Node ${version} is too old: install Node 20.19 or newer (https://nodejs.org).\n`,
    });
    expect(workspace.calls()).toEqual([]);
  });

  it('installs and builds after a clone, then runs the command; the next time it only runs it', async () => {
    const first = await workspace.run(['status', '--json']);
    expect(first).toMatchObject({ code: 0, stdout: 'ran status --json\n' });
    expect(first.stderr).toBe(
      'Installing packages (npm ci), the first time about a minute …\nBuilding the apps …\n',
    );
    expect(await workspace.run(['status'])).toEqual({ code: 0, stdout: 'ran status\n', stderr: '' });
    expect(workspace.calls()).toEqual(['npm', 'nx']);
  });

  it('says nothing of that before `clean`, whose standard error is for what goes wrong', async () => {
    expect(await workspace.run(['clean', '--json'])).toEqual({
      code: 0,
      stdout: 'ran clean --json\n',
      stderr: '',
    });
    expect(workspace.calls()).toEqual(['npm', 'nx']);
  });

  it('builds again when a source changes, not when a test does', async () => {
    await workspace.run();
    workspace.write('libs/one/src/index.spec.ts', '');
    await workspace.run();
    expect(workspace.calls()).toEqual(['npm', 'nx']);
    workspace.write('libs/one/src/more.ts', '');
    await workspace.run();
    expect(workspace.calls()).toEqual(['npm', 'nx', 'nx']);
  });

  it('installs again when the lockfile is newer', async () => {
    await workspace.run();
    // Two files of one moment have no newer one among them.
    const later = new Date(Date.now() + 10_000);
    utimesSync(join(workspace.root, 'package-lock.json'), later, later);
    await workspace.run();
    expect(workspace.calls().filter((call) => call === 'npm')).toHaveLength(2);
  });

  it('without a network says so in one line', async () => {
    const { code, stdout, stderr } = await workspace.run([], { FAKE_NPM: 'offline' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n').slice(1)).toEqual([
      'sluice: the packages could not be installed: no npm registry was reached (ENOTFOUND): connect to the network, or check `npm config get registry`, then try again.',
      '',
    ]);
  });

  it('without npm says so', async () => {
    const { code, stderr } = await workspace.run([], { PATH: '/nowhere' });
    expect(code).toBe(1);
    expect(stderr).toContain('npm was not found');
  });

  it('shows what the build said when it fails, and builds the next time', async () => {
    const { code, stderr } = await workspace.run([], { FAKE_NX: 'fail' });
    expect(code).toBe(1);
    expect(stderr).toContain('src/x.ts: broken\nsluice: the build failed');
    expect((await workspace.run()).code).toBe(0);
  });

  it('prepares once for commands that start together', async () => {
    const ended = await Promise.all([workspace.run(['a']), workspace.run(['b']), workspace.run(['c'])]);
    expect(ended.map(({ stdout }) => stdout)).toEqual(['ran a\n', 'ran b\n', 'ran c\n']);
    expect(workspace.calls()).toEqual(['npm', 'nx']);
  });

  it('is not held up by the lock of a process that was killed', async () => {
    const killed = workspace.start([], { FAKE_NPM: 'hang' });
    await vi.waitFor(() => expect(workspace.exists('npm-pid')).toBe(true), 10_000);
    killed.child.kill('SIGKILL');
    process.kill(workspace.npmPid(), 'SIGKILL');
    await killed.ended;
    expect(workspace.exists('.sluice/prepare.lock')).toBe(true);
    expect((await workspace.run()).code).toBe(0);
  });

  it('interrupted while it installs ends what it started', async () => {
    const { child, ended } = workspace.start([], { FAKE_NPM: 'hang' });
    await vi.waitFor(() => expect(workspace.exists('npm-pid')).toBe(true), 10_000);
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    expect(code).toBe(143);
    expect(stderr).toContain('sluice: interrupted.');
    expect(() => process.kill(workspace.npmPid(), 0)).toThrow(/ESRCH/);
    expect(workspace.exists('.sluice/prepare.lock')).toBe(false);
  });
});
