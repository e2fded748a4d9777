const blanks = new Set([0x20, 0x09, 0x0a, 0x0d]);

export const isBlank = (byte: number | undefined): boolean => byte !== undefined && blanks.has(byte);

/** Index of the first byte behind blanks and a byte order mark; the length when there is none. */
export function startOfText(bytes: Uint8Array): number {
  let index = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (isBlank(bytes[index])) index++;
  return index;
}
