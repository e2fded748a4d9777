import { basename } from 'node:path';
import type { Target } from '../target/resolve-target.js';
import { objectStoreOf } from '../target/target-clients.js';
import { namedDataset } from './named-dataset.js';
import { readableFile } from '../readable-file.js';

/** Uploads a file to the landing bucket under its dataset's prefix; the pipeline does the rest. */
export async function putFile(
  path: string,
  datasetName: string,
  target: () => Promise<Target>,
): Promise<void> {
  const dataset = namedDataset(datasetName);
  const { sizeBytes } = await readableFile(path);
  const to = await target();
  const location = { bucket: to.names.landingBucket, key: `${dataset.name}/${basename(path)}` };
  await objectStoreOf(to).upload(location, { path });
  process.stdout.write(`put ${sizeBytes} bytes as s3://${location.bucket}/${location.key}\n`);
}
