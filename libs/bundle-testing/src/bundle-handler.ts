import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, type BuildOptions } from 'esbuild';

/** A request as it came over the wire. */
export interface WireRequest {
  /** SQS's operation, or method and path. */
  readonly what: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface BundledFunction {
  readonly requests: WireRequest[];
  /** Size of the handler's bundle, without the chunks beside it. */
  readonly bytes: number;
  /** Runs the handler in a process of its own, as Lambda does; gives its result and the lines it wrote. */
  invoke(event: unknown): Promise<{ result: unknown; lines: Record<string, unknown>[] }>;
  stop(): Promise<void>;
}

const runHandler = `
  const { handler } = require(process.argv[1]);
  const context = { awsRequestId: 'invocation', getRemainingTimeInMillis: () => 30000 };
  handler(JSON.parse(process.argv[2]), context)
    .then((result) => process.stdout.write(JSON.stringify({ result: result ?? null }) + '\\n'))
    .then(() => process.exit(0))
    // Without this Node would print the whole minified line that threw.
    .catch((error) => { process.stderr.write(String(error)); process.exit(1); });
`;

const workspaceRoot = new URL('../../../', import.meta.url);

/** What every function's bundle is made with; `nx.json` and the functions' package.json name it as well. */
const functionOptions = createRequire(import.meta.url)(
  fileURLToPath(new URL('tools/esbuild.lambda.config.cjs', workspaceRoot)),
) as BuildOptions;

/** Chunks that a function's package.json has built beside its handler. */
async function chunksBeside(entryPoint: URL): Promise<string[]> {
  const projectRoot = new URL('../', entryPoint);
  const description = await readFile(new URL('package.json', projectRoot), 'utf8').catch(() => '{}');
  const { nx } = JSON.parse(description) as {
    nx?: { targets?: { build?: { options?: { additionalEntryPoints?: string[] } } } };
  };
  const chunks = nx?.targets?.build?.options?.additionalEntryPoints ?? [];
  return chunks.map((path) => path.replace('{projectRoot}', fileURLToPath(projectRoot)));
}

/**
 * Bundles a handler as it deploys and gives it an endpoint on loopback whose answers the test writes.
 * @param entryPoint URL of the `handler.ts`
 */
export async function bundleHandler(
  entryPoint: URL,
  variables: (endpoint: string) => Record<string, string>,
  answer: (request: WireRequest) => { readonly body: string; readonly headers?: Record<string, string> },
): Promise<BundledFunction> {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
  const bundle = join(directory, 'handler.cjs');
  await build({
    ...functionOptions,
    entryPoints: [fileURLToPath(entryPoint), ...(await chunksBeside(entryPoint))],
    outdir: directory,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'silent',
  });
  const requests: WireRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const target = incoming.headers['x-amz-target'];
      const what = target
        ? String(target).split('.')[1]
        : `${incoming.method} ${incoming.url?.split('?')[0]}`;
      const request = { what: what ?? '', headers: incoming.headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const { body, headers = {} } = answer(request);
      response.writeHead(200, headers);
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...variables(endpoint),
  };
  return {
    requests,
    bytes: (await stat(bundle)).size,
    async invoke(event) {
      const args = ['-e', runHandler, bundle, JSON.stringify(event)];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
        ({ stderr }: { stderr: string }) => {
          throw new Error(`the handler failed: ${stderr}`);
        },
      );
      const lines = stdout.trim().split('\n');
      const { result } = JSON.parse(lines.pop() ?? '') as { result: unknown };
      return { result, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true });
    },
  };
}
