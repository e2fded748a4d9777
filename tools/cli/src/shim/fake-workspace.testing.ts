import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startNode } from '../run-cli.testing.js';

const bin = join(import.meta.dirname, '..', '..', 'bin');

/** Stands in for npm: what it is told stands in `FAKE_NPM`; every call is noted. */
const npm = `#!${process.execPath}
const { appendFileSync, mkdirSync, renameSync, writeFileSync } = require('node:fs');
appendFileSync('calls', 'npm ' + process.argv.slice(2).join(' ') + '\\n');
const mode = process.env.FAKE_NPM;
if (mode === 'offline') {
  console.error('npm error code ENOTFOUND\\nnpm error network request failed');
  process.exit(1);
} else if (mode === 'hang') {
  writeFileSync('npm-pid.new', String(process.pid));
  renameSync('npm-pid.new', 'npm-pid');
  setInterval(() => {}, 1000);
} else setTimeout(() => {
  mkdirSync('node_modules/nx', { recursive: true });
  writeFileSync('node_modules/nx/package.json', '{"bin":{"nx":"./nx.js"}}');
  writeFileSync('node_modules/nx/nx.js', process.env.FAKE_NX_SOURCE);
  writeFileSync('node_modules/.package-lock.json', '{}');
}, 200);
`;

/** Stands in for nx: makes what the real build makes. */
const nx = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
appendFileSync('calls', 'nx ' + process.argv.slice(2).join(' ') + '\\n');
if (process.env.FAKE_NX === 'fail') { console.log('src/x.ts: broken'); process.exit(1); }
for (const file of [
  'apps/s3-trigger-lambda/dist/handler.cjs', 'apps/kinesis-transform-lambda/dist/handler.cjs',
  'apps/dlq-redrive-lambda/dist/handler.cjs', 'apps/fargate-processor/dist/main.cjs', 'tools/cli/dist/main.cjs',
]) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'console.log("ran", process.argv.slice(2).join(" "))');
}
`;

/** A workspace as it is after a clone, with stand-ins for npm and nx: the command's own preparation, for real. */
export function fakeWorkspace() {
  const root = mkdtempSync(join(tmpdir(), 'sluice-shim-'));
  const write = (path: string, text: string, mode?: number) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, mode === undefined ? {} : { mode });
  };
  cpSync(bin, join(root, 'tools/cli/bin'), { recursive: true });
  write('package-lock.json', '{}');
  write('infra/topology.json', '{}');
  write('libs/one/src/index.ts', '');
  write('path/npm', npm, 0o755);
  const start = (args: string[], env: NodeJS.ProcessEnv = {}, nodeFlags: string[] = []) =>
    startNode([...nodeFlags, join(root, 'tools/cli/bin/sluice.cjs'), ...args], {
      cwd: tmpdir(),
      env: { PATH: join(root, 'path'), FAKE_NX_SOURCE: nx, ...env },
    });
  return {
    root,
    write,
    start,
    run: (args: string[] = [], env?: NodeJS.ProcessEnv, nodeFlags?: string[]) =>
      start(args, env, nodeFlags).ended,
    exists: (path: string) => existsSync(join(root, path)),
    /**
     * The id of the npm that hangs. Anything but a process id is an error: to signal 0 is to signal the whole
     * group of processes that the test runner belongs to.
     */
    npmPid: () => {
      const pid = Number(readFileSync(join(root, 'npm-pid'), 'utf8'));
      if (!(pid > 1)) throw new Error(`npm-pid holds no process id: ${pid}`);
      return pid;
    },
    /** `npm` and `nx`, as often as they were called. */
    calls: () =>
      existsSync(join(root, 'calls'))
        ? readFileSync(join(root, 'calls'), 'utf8')
            .split('\n')
            .flatMap((line) => line.split(' ')[0] || [])
        : [],
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
