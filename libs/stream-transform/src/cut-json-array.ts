import { isBlank, startOfText } from './json-blanks.js';

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Where the elements of a JSON array begin and end in its UTF-8, blanks around them left out: by its brackets, strings and
 * commas alone, so that it is one exactly when each element is JSON by itself.
 * @param bytes behind blanks, an opening bracket
 * @returns begin and end of each in turn; undefined when it does not end, or something stands behind it; `too_many` as
 * soon as there are more than `maxElements`
 */
export function cutJsonArray(bytes: Uint8Array, maxElements: number): number[] | 'too_many' | undefined {
  const bounds: number[] = [];
  let from = startOfText(bytes) + 1;
  for (;;) {
    const end = endOfElement(bytes, from);
    if (end < 0) return undefined;
    const isLast = bytes[end] === closeBracket;
    const [begin, stop] = trimmed(bytes, from, end);
    const isEmptyArray = isLast && begin === stop && bounds.length === 0;
    if (!isEmptyArray) bounds.push(begin, stop);
    if (bounds.length > 2 * maxElements) return 'too_many';
    if (isLast) return isAllBlank(bytes, end + 1) ? bounds : undefined;
    from = end + 1;
  }
}

/** Index of the comma or the array's own bracket behind it; negative when there is none. */
function endOfElement(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let index = from; index < bytes.length; index++) {
    switch (bytes[index]) {
      case quote:
        index = endOfString(bytes, index + 1);
        if (index < 0) return -1;
        break;
      case openBracket:
      case openBrace:
        depth++;
        break;
      case closeBracket:
        if (depth === 0) return index;
        depth--;
        break;
      case closeBrace:
        depth--;
        break;
      case comma:
        if (depth === 0) return index;
    }
  }
  return -1;
}

function endOfString(bytes: Uint8Array, from: number): number {
  for (let index = from; index < bytes.length; index++) {
    if (bytes[index] === quote) return index;
    if (bytes[index] === backslash) index++;
  }
  return -1;
}

function trimmed(bytes: Uint8Array, from: number, to: number): [number, number] {
  let [begin, end] = [from, to];
  while (begin < end && isBlank(bytes[begin])) begin++;
  while (end > begin && isBlank(bytes[end - 1])) end--;
  return [begin, end];
}

function isAllBlank(bytes: Uint8Array, from: number): boolean {
  for (let index = from; index < bytes.length; index++) if (!isBlank(bytes[index])) return false;
  return true;
}
