import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom, type SeededRandom } from '@sluice/contracts';
import { onTestFinished } from 'vitest';
import { testSeed } from './seed.testing.js';
import { startStreamBed, type BedSettings, type StreamBed } from './stream-bed.testing.js';
import { Titles } from './titles.js';

export interface Stage {
  readonly bed: StreamBed;
  readonly titles: Titles;
  readonly random: SeededRandom;
  /** A folder for what the test leaves on disk. */
  readonly directory: string;
}

/** A stack for the running test alone, and the choices of its seed. */
export async function setStage(settings: BedSettings = {}): Promise<Stage> {
  const random = seededRandom(testSeed);
  const titles = new Titles(random);
  const directory = await mkdtemp(join(tmpdir(), 'sluice-stream-proof-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const bed = await startStreamBed(titles, settings);
  onTestFinished(() => bed.close());
  return { bed, titles, random, directory };
}
