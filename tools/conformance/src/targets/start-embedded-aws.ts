import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalAws } from '@sluice/local-aws';
import { localTarget } from './local-target.js';

export interface EmbeddedAws {
  readonly endpoint: string;
  /** Stops it, and removes what it has stored. */
  close(): Promise<void>;
}

/** The embedded AWS from its sources, in this process. `waitScale`: what waiting times are divided by. */
export async function startEmbeddedAws(waitScale: number): Promise<EmbeddedAws> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'sluice-conformance-'));
  const local = await startLocalAws({
    dataDirectory,
    region: localTarget.region,
    accountId: '000000000000',
    waitScale,
    runtimeDirectory: join(import.meta.dirname, '..', '..', '..', 'local-aws', 'runtime'),
    // A case provokes much of what is warned of; what matters shows in its outcome.
    warn: () => undefined,
  });
  return {
    endpoint: local.endpoint,
    close: async () => {
      await local.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}
