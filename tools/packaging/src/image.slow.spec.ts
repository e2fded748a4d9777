import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildInFolders, parseDockerfile, type BuiltImage } from './dockerfile.testing.js';
import { makeCheckout, runPackaging } from './packaging-runs.testing.js';

let folder: string;
let image: BuiltImage;
/** What the container has in the place of /tmp. */
let temporary: string;

// The Dockerfile's steps without Docker: base image, layers and the volume's mount are left to a real engine.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-image-'));
  await chmod(folder, 0o755);
  await makeCheckout(folder, 'fargate-processor', 0);
  const { stdout } = await runPackaging(folder, ['image', 'fargate-processor'], { umask: '077' });
  const context = join(folder, stdout.split('\n', 1)[0] ?? '');
  const instructions = parseDockerfile(await readFile(join(context, 'Dockerfile'), 'utf8'));
  image = await buildInFolders(instructions, context, folder);
  await chmod(image.root, 0o755);
  temporary = join(folder, 'tmp');
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const [uid, gid] = [1000, 1000];

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; output: string }>;
}

/** As a container is started: the image's user, its variables, nothing else to write to than /tmp. */
function start(
  command: readonly string[],
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Running {
  const [program = '', ...rest] = command.map((word) =>
    word.startsWith(image.workdir) ? join(image.root, word) : word,
  );
  const child = spawn(program === 'node' ? process.execPath : program, [...rest, ...args], {
    cwd: join(image.root, image.workdir),
    env: { ...image.variables, TMPDIR: temporary, HOME: '/nowhere', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Who is not root cannot become another; then the folders' modes are not tried.
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<Awaited<Running['ended']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, output }));
  });
  return { child, output: () => output, ended };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The service's, whose AWS is a port where nobody listens. */
const variables = (endpoint: string, healthPort: number): NodeJS.ProcessEnv => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  ...Object.fromEntries(
    ['FILES_QUEUE', 'FILES_DLQ', 'ROWS_QUEUE', 'ROWS_DLQ', 'PARKED_QUEUE'].map((queue) => [
      `${queue}_URL`,
      `${endpoint}/123456789012/${queue}`,
    ]),
  ),
  STAGING_BUCKET: 'staging',
  QUARANTINE_BUCKET: 'quarantine',
  WAREHOUSE_WORKGROUP: 'warehouse',
  WAREHOUSE_DATABASE: 'sluice',
  COPY_ROLE_ARN: 'arn:aws:iam::123456789012:role/copy',
  FILES_VISIBILITY_TIMEOUT_SECONDS: '900',
  ROWS_VISIBILITY_TIMEOUT_SECONDS: '900',
  FILES_MAX_RECEIVE_COUNT: '5',
  ROWS_MAX_RECEIVE_COUNT: '5',
  FILES_CONCURRENCY: '1',
  FILES_MAX_BYTES: '4294967296',
  FILES_MAX_TEXT_BYTES: '17179869184',
  MICRO_BATCH_MAX_ROWS: '500000',
  MICRO_BATCH_MAX_BYTES: '67108864',
  MICRO_BATCH_MAX_SOURCES: '1000',
  MICRO_BATCH_MAX_AGE_SECONDS: '300',
  BACKOFF_BASE_SECONDS: '30',
  BACKOFF_MAX_SECONDS: '900',
  MAX_ATTEMPTS: '20',
  STATEMENT_TIMEOUT_SECONDS: '1800',
  MAX_LOAD_RUNS: '5',
  MAX_ACTIVE_STATEMENTS: '5',
  STATEMENT_POLL_MIN_MILLISECONDS: '50',
  STATEMENT_POLL_MAX_MILLISECONDS: '2000',
  WEDGED_AFTER_SECONDS: '900',
  STOP_TIMEOUT_SECONDS: '120',
  HEALTH_PORT: String(healthPort),
});

const sample = [
  'tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres',
  'tt0000001\tshort\tOne\tOne\t0\t1894\t\\N\t1\tDocumentary,Short',
  'tt0000002\tshort\tTwo\tTwo\t0\t1892\t\\N\t5\tAnimation,Short',
  '',
].join('\n');

describe('the image', () => {
  it('is not root, and declares what it writes to, so that Fargate lets it', () => {
    expect(image.user).toBe(`${uid}:${gid}`);
    expect(image.volumes).toEqual(['/tmp']);
  });

  it('cleans files, with nothing else to write to than /tmp', async () => {
    const [text, parquet, back] = ['in.tsv', 'out.parquet', 'back.tsv'].map((name) => join(temporary, name));
    await writeFile(text ?? '', sample, { mode: 0o644 });
    // Parquet is read by DuckDB, which is not in the bundle.
    for (const [input, output] of [
      [text, parquet],
      [parquet, back],
    ]) {
      const args = ['clean', '--dataset', 'title-basics', '--in', `${input}`, '--out', `${output}`, '--json'];
      const { code, output: said } = await start(image.entrypoint, args).ended;
      expect(code, said).toBe(0);
      expect(JSON.parse(said.trim().split('\n').at(-1) ?? '')).toMatchObject({ read: 2, clean: 2 });
    }
    expect(await readFile(back ?? '', 'utf8')).toBe(sample);
  });

  it('is healthy while it waits for AWS, and ends with SIGTERM', async () => {
    const healthPort = await freePort();
    const settings = variables(`http://127.0.0.1:${await freePort()}`, healthPort);
    const service = start(image.entrypoint, [], settings);
    const checked = async () =>
      (await start(image.healthcheck, [], { HEALTH_PORT: String(healthPort) }).ended).code;
    try {
      await vi.waitFor(async () => expect(await checked(), service.output()).toBe(0), {
        timeout: 60_000,
        interval: 250,
      });
      service.child.kill('SIGTERM');
      expect(await service.ended).toMatchObject({ code: 0, signal: null });
      expect(await checked()).toBe(1);
    } finally {
      service.child.kill('SIGKILL');
    }
  }, 120_000);
});
