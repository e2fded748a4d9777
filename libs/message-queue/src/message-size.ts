import type { OutgoingMessage } from './message.js';

/** Bytes that count against SQS's limits: body, and name, type and value of each attribute, in UTF-8. */
export function messageBytes({ body, attributes = {} }: OutgoingMessage): number {
  const attributeBytes = Object.entries(attributes).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + 'String'.length + Buffer.byteLength(value),
    0,
  );
  return Buffer.byteLength(body) + attributeBytes;
}

/** Cuts into runs of at most `maxEntries` whose sizes sum to at most `maxBytes`; order is kept. One too large stands alone. */
export function inBatches<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  { maxEntries, maxBytes }: { maxEntries: number; maxBytes: number },
): T[][] {
  const batches: T[][] = [];
  let current: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (current.length > 0 && (current.length === maxEntries || bytes + size > maxBytes)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(item);
    bytes += size;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}
