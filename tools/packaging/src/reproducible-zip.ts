import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { BundleFile } from './app.js';

/** The zip format's first year: nothing that is packed tells when. */
const time = new Date(1980, 0, 1, 12);

/**
 * A zip whose bytes depend on names, contents and their order alone: not on clock, time zone, umask or machine. Entries
 * are stored, because what deflate makes of the same bytes is up to the zlib that a Node was built with.
 */
export async function reproducibleZip(files: readonly BundleFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { name, content } of files)
    zip.addBuffer(content, name, {
      // As fields of a date: the other way to write it is seconds since 1970, in which the time zone would show.
      forceDosTimestamp: true,
      mtime: time,
      mode: 0o100644,
      compress: false,
    });
  zip.end();
  return buffer(zip.outputStream);
}
