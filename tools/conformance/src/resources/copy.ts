import { PutObjectCommand } from '@aws-sdk/client-s3';
import { clients } from '../clients.js';
import { target } from '../target.js';
import { createBucket } from './bucket.js';

/** A bucket for the running case alone, with objects by key; returns its URL, ending in a slash. */
export async function createStage(objects: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const Bucket = await createBucket();
  for (const [Key, Body] of Object.entries(objects)) {
    await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  }
  return `s3://${Bucket}/`;
}

const { copyRole } = target.warehouse;
const role = copyRole === 'default' ? 'default' : `'${copyRole}'`;

/** A COPY with the run's role. */
export const copy = (table: string, url: string, options: string): string =>
  `COPY ${table} FROM '${url}' IAM_ROLE ${role} ${options}`;

export interface ManifestEntry {
  readonly url: string;
  readonly mandatory?: boolean;
  /** Bytes; COPY of Parquet asks for them. */
  readonly length?: number;
}

/** The text of a manifest. */
export const manifest = (...entries: readonly ManifestEntry[]): string =>
  JSON.stringify({
    entries: entries.map(({ length, ...entry }) => ({
      ...entry,
      ...(length === undefined ? {} : { meta: { content_length: length } }),
    })),
  });
