import { basename } from 'node:path';
import type { LocalStack } from '@sluice/local-stack';
import type { ParkedRecord } from '@sluice/message-schemas';
import type { LoadedFile, StackView } from './stack-view.js';
import { waitUntil, type Patience } from './wait-until.js';

/** One version of an object in the landing bucket. */
export interface LandedFile {
  readonly key: string;
  readonly versionId: string;
}

export type FileFate =
  | { readonly kind: 'loaded'; readonly file: LoadedFile }
  | { readonly kind: 'parked'; readonly record: ParkedRecord };

/** Uploads a file under its dataset's prefix, as a producer would. */
export async function landFile(
  stack: LocalStack,
  { objects }: StackView,
  dataset: string,
  path: string,
): Promise<LandedFile> {
  const location = { bucket: stack.names.landingBucket, key: `${dataset}/${basename(path)}` };
  await objects.upload(location, { path });
  const { versionId = '' } = (await objects.head(location)) ?? {};
  return { key: location.key, versionId };
}

/** What has become of a file; undefined while it is on its way. */
export async function fateOf(view: StackView, landed: LandedFile): Promise<FileFate | undefined> {
  const file = (await view.loadedFiles()).find(
    ({ key, versionId }) => key === landed.key && versionId === landed.versionId,
  );
  if (file) return { kind: 'loaded', file };
  const ending = `/${landed.key}?versionId=${landed.versionId}`;
  const record = (await view.parked()).find(({ source }) => source.endsWith(ending));
  return record && { kind: 'parked', record };
}

export const untilSettled = (view: StackView, landed: LandedFile, patience: Patience): Promise<FileFate> =>
  waitUntil(`the load of ${landed.key}`, () => fateOf(view, landed), patience);
