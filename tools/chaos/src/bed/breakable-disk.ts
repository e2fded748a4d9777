import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bundles } from '@sluice/local-stack';

/** The disks of the processor's tasks. */
export interface BreakableDisk {
  /** The processor's bundle behind what makes its disk full. */
  readonly processorBundle: string;
  /** From now on no task can write more than so many bytes. */
  fill(roomBytes: number): Promise<void>;
  mend(): Promise<void>;
}

export interface DiskOptions {
  readonly workspaceRoot: string;
  readonly dataDirectory: string;
  readonly bundles: Partial<Bundles>;
  /** Of the service, as its tasks' folders are named. */
  readonly processor: string;
}

/** More than ever run side by side, those that are being replaced included. */
const mostTasks = 8;

/** The bundle that deploys, required by a file that loads the preload first: flags of Node are no part of a bundle. */
export async function breakableDisk(options: DiskOptions): Promise<BreakableDisk> {
  const { workspaceRoot, dataDirectory, bundles, processor } = options;
  const built = join(workspaceRoot, 'apps', 'fargate-processor', 'dist', 'main.cjs');
  const preload = join(workspaceRoot, 'tools', 'local-aws', 'runtime', 'full-disk.cjs');
  const [folder, temporary] = [join(dataDirectory, 'chaos'), join(dataDirectory, 'tmp')];
  await mkdir(folder, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const processorBundle = join(folder, 'processor.cjs');
  const required = [preload, bundles['fargate-processor'] ?? built];
  await writeFile(processorBundle, required.map((path) => `require(${JSON.stringify(path)});\n`).join(''));
  // The preload looks for it beside the folder that the task has as TMPDIR.
  const flags = Array.from({ length: mostTasks }, (_, index) =>
    join(temporary, `${processor}-${index + 1}.full`),
  );
  return {
    processorBundle,
    fill: async (roomBytes) => {
      await Promise.all(flags.map((flag) => writeFile(flag, String(roomBytes))));
    },
    mend: async () => {
      await Promise.all(flags.map((flag) => rm(flag, { force: true })));
    },
  };
}
