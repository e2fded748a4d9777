import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What the runner has and this machine may lack: then scripts are not run. */
export const hasRunnersTools = ['bash', 'git', 'jq', 'cmp', 'sha256sum'].every(
  (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0,
);

export interface ScriptRun {
  status: number | null;
  /** Standard output and errors. */
  said: string;
  /** What it wrote for later steps, into the files that the runner names. */
  env: string;
  output: string;
  summary: string;
  /** Calls of the programs that were stood in for, in order, as lines. */
  calls: string[];
}

/** A folder to run steps in, as a runner has one. */
export class ScriptFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'sluice-workflow-'));
  readonly work = join(this.path, 'work');
  readonly #programs = join(this.path, 'programs');

  constructor() {
    mkdirSync(this.work);
    mkdirSync(this.#programs);
  }

  /** `script` is bash, run in the place of the program; each call is noted before. */
  standIn(program: string, script = ''): void {
    const path = join(this.#programs, program);
    writeFileSync(
      path,
      `#!/usr/bin/env bash\necho "${program} $*" >> '${join(this.path, 'calls')}'\n${script}\n`,
    );
    chmodSync(path, 0o755);
  }

  write(path: string, text: string): void {
    const file = join(this.work, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }

  git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(
      'git',
      [
        '-c',
        'user.name=Somebody',
        '-c',
        'user.email=somebody@example.com',
        '-c',
        'init.defaultBranch=main',
        ...args,
      ],
      { cwd: this.work, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** As a step with `shell: bash` is run. */
  run(script: string, env: Record<string, string> = {}): ScriptRun {
    const file = (name: string) => join(this.path, name);
    for (const name of ['env', 'output', 'summary', 'calls']) writeFileSync(file(name), '');
    writeFileSync(file('step.sh'), script);
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', file('step.sh')],
      {
        cwd: this.work,
        encoding: 'utf8',
        env: {
          PATH: `${this.#programs}${delimiter}${process.env['PATH'] ?? ''}`,
          HOME: this.path,
          GITHUB_ENV: file('env'),
          GITHUB_OUTPUT: file('output'),
          GITHUB_STEP_SUMMARY: file('summary'),
          GITHUB_REPOSITORY: 'Example/sluice',
          GITHUB_ACTOR: 'somebody',
          GITHUB_RUN_ID: '42',
          GITHUB_SHA: 'abc',
          GITHUB_REF_NAME: 'main',
          GITHUB_SERVER_URL: 'https://git.example.com',
          GH_TOKEN: 'none',
          ...env,
        },
      },
    );
    const text = (name: string) => readFileSync(file(name), 'utf8');
    const calls = text('calls').split('\n').filter(Boolean);
    return {
      status,
      said: stdout + stderr,
      env: text('env'),
      output: text('output'),
      summary: text('summary'),
      calls,
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
