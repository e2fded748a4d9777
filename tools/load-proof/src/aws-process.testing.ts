import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { FaultRule } from '@sluice/local-aws';
import { vi } from 'vitest';

const localAws = join(import.meta.dirname, '..', '..', 'local-aws', 'runtime');
/** Within the workspace, where it finds the packages that are not bundled. */
const bundle = join(import.meta.dirname, '..', 'test-results', 'embedded-aws.mjs');

/** Once, before the first start. */
export async function bundleEmbeddedAws(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'embedded-aws.process.testing.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    conditions: ['@sluice/source'],
    alias: { '@sluice/local-aws': join(import.meta.dirname, '..', '..', 'local-aws', 'src', 'index.ts') },
  });
}

/** The embedded AWS in a process of its own: killed, it loses queues, sessions and what was not committed. */
export interface AwsProcess {
  readonly endpoint: string;
  readonly port: number;
  addFault(rule: FaultRule): Promise<void>;
  /** Resolves when every rule has struck. */
  faultsHaveStruck(): Promise<void>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

export async function startAwsProcess(dataDirectory: string, port = 0): Promise<AwsProcess> {
  const child = spawn(
    process.execPath,
    ['--require', join(localAws, 'parent-guard.cjs'), bundle, String(port), dataDirectory, localAws],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit').then(() => {
    throw new Error('the embedded AWS ended');
  });
  ended.catch(() => undefined);
  const [endpoint] = (await Promise.race([once(createInterface(child.stdout), 'line'), ended])) as [string];
  const faults = `${endpoint}/_local/faults`;
  return {
    endpoint,
    port: Number(new URL(endpoint).port),
    addFault: async (rule) => {
      const { ok } = await fetch(faults, { method: 'POST', body: JSON.stringify(rule) });
      if (!ok) throw new Error('not a fault');
    },
    faultsHaveStruck: () =>
      vi.waitFor(
        async () => {
          const { faults: rules } = (await (await fetch(faults)).json()) as { faults: { struck: number }[] };
          if (rules.some(({ struck }) => struck === 0)) throw new Error('a fault has not struck');
        },
        { timeout: 45_000, interval: 5 },
      ),
    kill: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}
