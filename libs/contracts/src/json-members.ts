const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * As many as all objects of a JSON text have members together, repeated keys counted each time; or more, never fewer: the
 * colons that a quote or a blank stands before. Colons are found ten times as fast as a text is read to the letter.
 */
export function atMostMembers(text: string): number {
  let count = 0;
  for (let index = text.indexOf(':'); index >= 0; index = text.indexOf(':', index + 1)) {
    const before = text.charCodeAt(index - 1);
    if (before === quote || before <= 0x20) count++;
  }
  return count;
}

/** As many as the objects of a parsed value have members; NaN when it is nested deeper than `maxDepth`. */
export function membersWithin(value: object, maxDepth: number): number {
  if (maxDepth === 0) return NaN;
  let count = 0;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const item: unknown = value[index];
      if (typeof item === 'object' && item !== null) count += membersWithin(item, maxDepth - 1);
    }
    return count;
  }
  // Plain objects inherit nothing that is enumerable. Object.values takes four times as long: it keeps no list of keys for
  // objects that are alike.
  for (const key in value) {
    count++;
    const item = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof item === 'object' && item !== null) count += membersWithin(item, maxDepth - 1);
  }
  return count;
}

/** Whether brackets and braces open deeper than `maxDepth`, in JSON or not. */
export function nestsDeeper(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index + 1);
      if (index < 0) return false;
    } else if (code === openBracket || code === openBrace) {
      if (++depth > maxDepth) return true;
    } else if (code === closeBracket || code === closeBrace) depth--;
  }
  return false;
}

export interface RepeatedKeys {
  /** In the order of the text. */
  readonly first: string;
  /** Of the outermost object. */
  readonly ofRecord: ReadonlySet<string>;
}

/** The keys that an object names more than once, escapes resolved, in a text that is an object in JSON. */
export function repeatedKeysOf(text: string): RepeatedKeys | undefined {
  let first: string | undefined;
  const ofRecord = new Set<string>();
  /** Of the objects that are open; undefined stands for an array. */
  const outer: (Set<string> | undefined)[] = [];
  let keys: Set<string> | undefined;
  let isKeyNext = false;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote: {
        const end = endOfString(text, index + 1);
        if (keys && isKeyNext) {
          const key = unescaped(text.slice(index + 1, end));
          if (keys.has(key)) {
            first ??= key;
            if (outer.length === 1) ofRecord.add(key);
          }
          keys.add(key);
          isKeyNext = false;
        }
        index = end;
        break;
      }
      case openBrace:
      case openBracket:
        outer.push(keys);
        isKeyNext = text.charCodeAt(index) === openBrace;
        keys = isKeyNext ? new Set() : undefined;
        break;
      case closeBrace:
      case closeBracket:
        keys = outer.pop();
        break;
      case comma:
        isKeyNext = keys !== undefined;
    }
  }
  return first === undefined ? undefined : { first, ofRecord };
}

const unescaped = (key: string): string => (key.includes('\\') ? (JSON.parse(`"${key}"`) as string) : key);

/** Index of the closing quote; negative when there is none. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0) {
    let before = end - 1;
    while (before >= from && text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}
