import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { unzipSync, type Unzipped } from 'fflate';
import { AwsError } from '../kernel/service.js';

const UNZIPPED_LIMIT_BYTES = 262_144_000;

/** A package on disk. */
export interface UnpackedCode {
  /** The files of the package stand below it. */
  readonly taskRoot: string;
  /** The package as it was uploaded, beside the folder. */
  readonly bundlePath: string;
  discard(): Promise<void>;
}

/** An empty folder for packages: what an earlier process left there is removed. */
export function prepareCodeDirectory(codeDirectory: string): void {
  rmSync(codeDirectory, { recursive: true, force: true });
  mkdirSync(codeDirectory, { recursive: true });
  // Where a package does not say, `.js` is CommonJS, whatever the folders above this one are part of.
  writeFileSync(join(codeDirectory, 'package.json'), '{}');
}

/**
 * Unpacks a zip into a folder of its own below `codeDirectory`. Throws `InvalidParameterValueException` for what is
 * no zip, has a file that would lie elsewhere, or is larger than AWS takes.
 */
export async function unpackCode(codeDirectory: string, zip: Buffer): Promise<UnpackedCode> {
  const files = readZip(zip);
  const id = randomUUID();
  const taskRoot = join(codeDirectory, id);
  const bundlePath = `${taskRoot}.zip`;
  await mkdir(taskRoot, { recursive: true });
  await writeFile(bundlePath, zip);
  for (const [path, bytes] of Object.entries(files)) {
    const place = join(taskRoot, path);
    await mkdir(path.endsWith('/') ? place : dirname(place), { recursive: true });
    if (!path.endsWith('/')) await writeFile(place, bytes);
  }
  return {
    taskRoot,
    bundlePath,
    discard: async () => {
      await rm(taskRoot, { recursive: true, force: true });
      await rm(bundlePath, { force: true });
    },
  };
}

function readZip(zip: Buffer): Unzipped {
  let files: Unzipped;
  let unzippedBytes = 0;
  try {
    files = unzipSync(zip, {
      filter: ({ originalSize }) => (unzippedBytes += originalSize) < UNZIPPED_LIMIT_BYTES,
    });
  } catch {
    throw notUnzipped();
  }
  if (unzippedBytes >= UNZIPPED_LIMIT_BYTES) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Unzipped size must be smaller than ${UNZIPPED_LIMIT_BYTES} bytes`,
    );
  }
  const paths = Object.keys(files);
  if (paths.length === 0 || paths.some(leavesFolder)) throw notUnzipped();
  return files;
}

/** Some systems read a backslash as a slash, and a leading letter with a colon as a drive. */
const leavesFolder = (path: string): boolean =>
  path.includes('\\') ||
  path.includes('\0') ||
  /^[a-z]:/i.test(path) ||
  posix.isAbsolute(path) ||
  path.split('/').includes('..');

const notUnzipped = (): AwsError =>
  new AwsError(
    'InvalidParameterValueException',
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );
