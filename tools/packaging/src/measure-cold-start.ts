import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readApp } from './app.js';
import { readContents } from './bundle-contents.js';
import { measureStarts, startRatio } from './measure-starts.js';

export interface ColdStart {
  /** CPU time of a start with the handler, over that of Node alone. */
  readonly ratio: number;
  readonly maxRatio: number;
  /** CPU milliseconds, the mean of all rounds. */
  readonly bareMs: number;
  readonly loadedMs: number;
}

/** What is set in every Lambda function; nothing of it is asked for when one starts. */
const lambdaVariables = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  NODE_ENV: 'production',
};

/** Starts a function `rounds` times from a folder with nothing in it but what its zip holds. */
export async function measureColdStart(workspace: string, name: string, rounds: number): Promise<ColdStart> {
  const app = await readApp(workspace, name);
  const { files } = await readContents(workspace, app, 'handler.cjs');
  const folder = await mkdtemp(join(tmpdir(), 'sluice-start-'));
  try {
    for (const file of files) await writeFile(join(folder, file.name), file.content);
    const variables = { ...lambdaVariables, ...app.artifact.startVariables };
    const starts = await measureStarts(join(folder, 'handler.cjs'), variables, rounds);
    return {
      ratio: startRatio(starts),
      maxRatio: app.artifact.maxStartRatio,
      bareMs: mean(starts.bare),
      loadedMs: mean(starts.loaded),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
