import { onTestFinished } from 'vitest';
import { target } from '../target.js';
import { openStage } from './stage.js';

/** A stage for the running case alone, with objects by key; returns its URL, ending in a slash. */
export async function createStage(objects: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const stage = await openStage();
  onTestFinished(() => stage.remove());
  for (const [key, body] of Object.entries(objects)) await stage.put(key, body);
  return stage.url;
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
