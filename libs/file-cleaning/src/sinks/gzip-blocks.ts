import { constants, gzip, gzipSync, type ZlibOptions } from 'node:zlib';
import { promisify } from 'node:util';

/** A good third of the time that the library's default level takes, for an eighth more bytes. */
const settings: ZlibOptions = { level: 4, strategy: constants.Z_DEFAULT_STRATEGY };

/** Position of the byte that names the operating system. */
const systemByte = 9;
const unknownSystem = 255;

const gzipInPool = promisify<Uint8Array, ZlibOptions, Buffer>(gzip);

/**
 * Compresses a block for itself, off this thread: gzip files may follow one another in one file. The header says
 * neither when nor on which system, so the bytes repeat.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export async function gzipBlock(bytes: Uint8Array): Promise<Buffer> {
  return withoutSystem(await gzipInPool(bytes, settings));
}

/** The same, at once. */
export const gzipBlockSync = (bytes: Uint8Array): Buffer => withoutSystem(gzipSync(bytes, settings));

function withoutSystem(member: Buffer): Buffer {
  member[systemByte] = unknownSystem;
  return member;
}
