export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  /** Unix permissions and type. */
  readonly mode: number;
  /** DOS date and time. */
  readonly date: number;
  readonly time: number;
  readonly extraBytes: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** Entries of a zip that stores them as they are, by its central directory, in its order. */
export function readZip(zip: Buffer): readonly ZipEntry[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== endOfDirectory) throw new Error('not a zip without comment');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(at) !== directoryEntry) throw new Error('the central directory is broken');
    if (zip.readUInt16LE(at + 10) !== 0) throw new Error('an entry is compressed');
    const nameBytes = zip.readUInt16LE(at + 28);
    const extraBytes = zip.readUInt16LE(at + 30);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes),
      content: zip.subarray(start, start + zip.readUInt32LE(at + 24)),
      mode: zip.readUInt32LE(at + 38) >>> 16,
      time: zip.readUInt16LE(at + 12),
      date: zip.readUInt16LE(at + 14),
      extraBytes: extraBytes + zip.readUInt16LE(local + 28),
    });
    at += 46 + nameBytes + extraBytes + zip.readUInt16LE(at + 32);
  }
  return entries;
}
