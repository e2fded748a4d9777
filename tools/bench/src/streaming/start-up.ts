import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Of a process that does nothing but start. */
export interface StartUp {
  readonly wallMs: number;
  /** User and system. */
  readonly cpuMs: number;
}

export interface StartUps {
  /** Of the script that Lambda starts. */
  readonly startBytes: number;
  /** Of that and of what it loads only when it is needed. */
  readonly bundleBytes: number;
  /** Lists have an entry a round. */
  readonly bare: readonly StartUp[];
  readonly handler: readonly StartUp[];
}

/** What the handler reads of its environment; nothing of it is asked when it starts. */
export const handlerEnvironment = (endpoint: string): Record<string, string> => ({
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_ENDPOINT_URL: endpoint,
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  ROWS_QUEUE_URL: `${endpoint}/000000000000/rows`,
  STAGING_BUCKET: 'staging',
  MAX_CONTENT_BYTES: '245760',
  LOG_LEVEL: 'info',
});

/** Starts of node alone and of node with the handler loaded, in turn. */
export async function measureStartUps(bundleFolder: string, rounds: number): Promise<StartUps> {
  const load = `require(${JSON.stringify(join(bundleFolder, 'handler.cjs'))})`;
  const bare: StartUp[] = [];
  const handler: StartUp[] = [];
  // The first of each reads its files from the disk.
  for (let round = -1; round < rounds; round++) {
    const [one, other] = [await startNode('0'), await startNode(load)];
    if (round < 0) continue;
    bare.push(one);
    handler.push(other);
  }
  const startBytes = (await stat(join(bundleFolder, 'handler.cjs'))).size;
  return { startBytes, bundleBytes: await scriptBytes(bundleFolder), bare, handler };
}

/** The last thing that each does. */
const tellUse = 'require("fs").writeSync(1, JSON.stringify(process.cpuUsage())); process.exit();';

async function startNode(script: string): Promise<StartUp> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['-e', `${script}; ${tellUse}`], {
    env: { PATH: process.env['PATH'], ...handlerEnvironment('http://127.0.0.1:9') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [[code, wallMs], use] = await Promise.all([
    once(child, 'exit').then(([code]) => [code as number | null, performance.now() - startedAt] as const),
    text(child.stdout),
  ]);
  if (code !== 0) throw new Error(`node -e ${script} ended with ${code}`);
  const { user, system } = JSON.parse(use) as NodeJS.CpuUsage;
  return { wallMs, cpuMs: (user + system) / 1000 };
}

async function scriptBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => /\.[cm]?js$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
