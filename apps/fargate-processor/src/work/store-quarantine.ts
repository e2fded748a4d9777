import type { QuarantineFile } from '@sluice/file-cleaning';
import type { Environment } from '../environment.js';

/**
 * Stores the raw bad records of one load attempt, under a key that no other attempt uses.
 * @returns where they are; null when there were none
 */
export async function storeQuarantine(
  dataset: string,
  loadId: string,
  quarantine: QuarantineFile | undefined,
  { objects, config }: Environment,
  signal: AbortSignal,
): Promise<string | null> {
  if (!quarantine) return null;
  const object = { bucket: config.QUARANTINE_BUCKET, key: `records/${dataset}/${loadId}/rejects.ndjson.gz` };
  await objects.upload(object, { path: quarantine.path }, { contentType: 'application/gzip', signal });
  return `s3://${object.bucket}/${object.key}`;
}
