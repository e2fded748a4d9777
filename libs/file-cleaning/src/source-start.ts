import { FileFaultError } from './errors.js';
import type { FileFormat } from './file-format.js';

interface Kind {
  readonly is: string;
  readonly bytes: readonly number[];
  readonly at?: number;
}

const kinds: readonly Kind[] = [
  { bytes: [0x1f, 0x8b], is: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], is: 'zstd' },
  { bytes: [0x50, 0x41, 0x52, 0x31], is: 'Parquet' },
  // With an encrypted footer.
  { bytes: [0x50, 0x41, 0x52, 0x45], is: 'Parquet' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], is: 'a ZIP archive' },
  { bytes: [0x42, 0x5a, 0x68], is: 'a bzip2 file' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], is: 'an xz file' },
  { bytes: [0x75, 0x73, 0x74, 0x61, 0x72], at: 257, is: 'a tar archive' },
];
const extensions: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst', Parquet: '.parquet' };

/** Bytes of a file's beginning that tell what it is. */
export const startBytes = 512;

const kindOf = (start: Buffer): string | undefined =>
  kinds.find(({ bytes, at = 0 }) => bytes.every((byte, index) => start[at + index] === byte))?.is;

/**
 * Compares the first bytes of a file with what its name says.
 * @throws {FileFaultError}
 */
export function checkFileStart(start: Buffer, { compression, format }: FileFormat): void {
  const found = kindOf(start);
  const declared = compression !== 'none' ? compression : format === 'parquet' ? 'Parquet' : undefined;
  if (found === declared) return;
  if (compression !== 'none')
    throw new FileFaultError({
      code: 'wrong_compression',
      message: `the name says ${compression}, the bytes are ${found ?? 'not compressed'}: rename or compress the file`,
    });
  if (found === 'gzip' || found === 'zstd')
    throw new FileFaultError({
      code: 'wrong_compression',
      message: `the bytes are ${found}, the name does not say so: let it end in ${extensions[found]}`,
    });
  throw notTheFormat(found ?? 'not Parquet', format);
}

/**
 * Compares the first bytes of a text, decompressed, with what text of a format can start with.
 * @throws {FileFaultError}
 */
export function checkTextStart(start: Buffer, { format }: FileFormat): void {
  const found = kindOf(start);
  if (found === 'gzip' || found === 'zstd')
    throw new FileFaultError({
      code: 'wrong_compression',
      message: `the file is compressed twice, with ${found} inside: compress it once`,
    });
  if (found !== undefined) throw notTheFormat(found, format);
  if (isUtf16(start))
    throw new FileFaultError({ code: 'undecodable', message: 'the file is UTF-16: save it as UTF-8' });
  const text = start
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^<(?:!doctype|html|head|body)\b/i.test(text)) throw notTheFormat('an HTML page', format);
  if (/^<\?xml\b/i.test(text)) throw notTheFormat('XML', format);
  if (format !== 'ndjson' && /^\{\s*"/.test(text)) throw notTheFormat('JSON', format);
}

function notTheFormat(found: string, format: string): FileFaultError {
  const extension = extensions[found];
  const advice = extension === undefined ? 'deliver it as its name says' : `let its name end in ${extension}`;
  return new FileFaultError({
    code: 'not_the_format',
    message: `the file is ${found}, its name says ${format}: ${advice}`,
  });
}

/** By its mark; without one, by the NUL beside each of the first characters. */
function isUtf16(start: Buffer): boolean {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) return true;
  if (start.length < 8) return false;
  const nuls = [0, 1, 2, 3, 4, 5, 6, 7].filter((index) => start[index] === 0);
  return nuls.join() === '0,2,4,6' || nuls.join() === '1,3,5,7';
}
