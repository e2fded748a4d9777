import type { ObjectVersion } from './object-version.js';

/** What a bucket holds, in memory: versions by key, and the keys in S3's order. */
export class ObjectIndex {
  private readonly versions = new Map<string, ObjectVersion[]>();
  private keys: string[] = [];

  /** From what was found on disk, in any order. */
  static of(found: readonly ObjectVersion[]): ObjectIndex {
    const index = new ObjectIndex();
    for (const version of found) {
      const versions = index.versions.get(version.key);
      if (versions === undefined) index.versions.set(version.key, [version]);
      else versions.push(version);
    }
    for (const versions of index.versions.values())
      versions.sort((a, b) => (a.sequencer < b.sequencer ? 1 : -1));
    index.keys = [...index.versions.keys()].sort(compareKeys);
    return index;
  }

  get isEmpty(): boolean {
    return this.keys.length === 0;
  }

  /** Newest first, delete markers included. */
  versionsOf(key: string): readonly ObjectVersion[] {
    return this.versions.get(key) ?? [];
  }

  /** Keys with this prefix that are not before `from`, in the order of their UTF-8 bytes. */
  *keysOf(prefix: string, from = ''): Generator<string> {
    const first = this.position(compareKeys(from, prefix) > 0 ? from : prefix);
    for (let at = first; this.keys[at]?.startsWith(prefix); at += 1) yield this.keys[at] as string;
  }

  add(version: ObjectVersion): void {
    const versions = this.versions.get(version.key);
    if (versions !== undefined) return void versions.unshift(version);
    this.versions.set(version.key, [version]);
    this.keys.splice(this.position(version.key), 0, version.key);
  }

  remove(version: ObjectVersion): void {
    const versions = this.versions.get(version.key) ?? [];
    const at = versions.indexOf(version);
    if (at >= 0) versions.splice(at, 1);
    if (versions.length > 0 || !this.versions.delete(version.key)) return;
    this.keys.splice(this.position(version.key), 1);
  }

  private position(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(this.keys[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

// UTF-16, in which JavaScript compares, orders surrogate pairs before U+E000 to U+FFFF; UTF-8 does not.
const needsBytes = /[\uD800-\uFFFF]/;

function compareKeys(a: string, b: string): number {
  if (needsBytes.test(a) && needsBytes.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
