import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface Instruction {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly rest: string;
}

/** The instructions of a Dockerfile; comments go, lines that go on are joined. */
export function parseDockerfile(text: string): readonly Instruction[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, keyword = '', flags = '', rest = ''] = /^([A-Z]+)\s+((?:--\S+\s+)*)(.*)$/.exec(line) ?? [];
      const pairs = flags.split(/\s+/).filter(Boolean);
      return {
        keyword,
        flags: Object.fromEntries(pairs.map((pair) => pair.slice(2).split(/=(.*)/s, 2))),
        rest: rest.trim(),
      };
    });
}

/** What the last stage leaves: a folder in the place of `/`, and how a container of it is started. */
export interface BuiltImage {
  readonly root: string;
  readonly workdir: string;
  readonly user: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

/**
 * Does what a Dockerfile says in plain folders of `workspace`, with this machine's Node in the place of its base image.
 * An instruction that it does not know is an error.
 */
export async function buildInFolders(
  instructions: readonly Instruction[],
  context: string,
  workspace: string,
): Promise<BuiltImage> {
  const stages = new Map<string, string>();
  const fresh = (root: string) => ({
    ...{ root, workdir: '/', user: '0:0' },
    ...{ variables: {} as Record<string, string>, volumes: [] as string[] },
    ...{ entrypoint: [] as string[], healthcheck: [] as string[] },
  });
  let stage = fresh('');
  for (const { keyword, flags, rest } of instructions) {
    if (keyword === 'ARG') continue;
    if (keyword === 'FROM') {
      stage = fresh(await mkdtemp(join(workspace, 'stage-')));
      const [, name] = / AS (\S+)$/.exec(rest) ?? [];
      if (name !== undefined) stages.set(name, stage.root);
    } else if (keyword === 'WORKDIR') {
      stage.workdir = rest;
      await mkdir(join(stage.root, rest), { recursive: true });
    } else if (keyword === 'ENV') {
      const [name = '', value = ''] = rest.split(/=(.*)/s, 2);
      stage.variables[name] = value;
    } else if (keyword === 'COPY') {
      const from = flags['from'] === undefined ? context : stages.get(flags['from']);
      if (from === undefined) throw new Error(`no stage ${flags['from']}`);
      await copy(from, rest.split(/\s+/), join(stage.root, stage.workdir));
    } else if (keyword === 'RUN') {
      await run(rest, join(stage.root, stage.workdir));
    } else if (keyword === 'USER') stage.user = rest;
    else if (keyword === 'VOLUME') stage.volumes = JSON.parse(rest) as string[];
    else if (keyword === 'ENTRYPOINT') stage.entrypoint = JSON.parse(rest) as string[];
    else if (keyword === 'HEALTHCHECK')
      stage.healthcheck = JSON.parse(rest.replace(/^.*?CMD /, '')) as string[];
    else throw new Error(`${keyword} is not known here`);
  }
  return stage;
}

/** A folder's content goes into the target; a file goes into a target that ends with a slash. */
async function copy(from: string, paths: readonly string[], workdir: string): Promise<void> {
  const target = paths.at(-1) ?? '';
  for (const source of paths.slice(0, -1)) {
    const path = join(from, source);
    const isFolder = (await stat(path)).isDirectory();
    const into = isFolder || !target.endsWith('/') ? '' : basename(source);
    await cp(path, join(workdir, target, into), { recursive: true, preserveTimestamps: true });
  }
}

/** Without this process's variables, but for the path to Node and npm and what npm itself is told. */
async function run(command: string, cwd: string): Promise<void> {
  const kept = Object.entries(process.env).filter(([name]) => /^(PATH|HOME|npm_config_.*)$/i.test(name));
  const child = spawn('sh', ['-c', command], {
    cwd,
    env: { ...Object.fromEntries(kept), npm_config_prefer_offline: 'true', npm_config_fetch_retries: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`${command}: ${said}`);
}
