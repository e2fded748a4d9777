/** SHA-256 of a text's UTF-8 bytes, as lower-case hex; passed in, because core has no crypto. */
export type Sha256Hex = (text: string) => string;

/**
 * Identity of one object version: the same however often it is announced. JSON keeps the parts apart whatever
 * characters a key holds.
 */
export function fileSourceId(
  object: { bucket: string; key: string; versionId?: string | undefined; etag: string },
  sha256Hex: Sha256Hex,
): string {
  const { bucket, key, versionId, etag } = object;
  return sha256Hex(
    JSON.stringify(['file', bucket, key, versionId ?? null, versionId === undefined ? etag : null]),
  );
}

/** Identity of a set of stream records, in order. No id has a line feed in it; JSON would take three times as long. */
export function batchIdOf(recordIds: readonly string[], sha256Hex: Sha256Hex): string {
  return sha256Hex(`batch\n${recordIds.join('\n')}`);
}

/**
 * What the identities of one shard's records begin with; behind it stand a record's sequence number and, where it holds a
 * list, `:` and the place in it. Retries, bisects and replays give the same.
 */
export const streamRecordIdPrefix = (stream: string, shardId: string): string => `${stream}/${shardId}:`;
