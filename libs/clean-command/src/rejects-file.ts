import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { QuarantineFile } from '@sluice/file-cleaning';
import type { FileToStage } from './destinations/destination.js';

/** The engine's quarantine file as it is to be called: `.gz` as it is, else unpacked; none where nothing was rejected. */
export async function rejectsFile(
  quarantine: QuarantineFile | undefined,
  name: string,
  workFolder: string,
): Promise<readonly FileToStage[]> {
  if (!quarantine) return [];
  if (name.endsWith('.gz')) return [{ ...quarantine, name }];
  const path = join(workFolder, 'rejects.ndjson');
  await pipeline(createReadStream(quarantine.path), createGunzip(), createWriteStream(path));
  return [{ path, name, sizeBytes: (await stat(path)).size }];
}
