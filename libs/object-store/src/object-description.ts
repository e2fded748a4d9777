/** What S3 says of an object. */
export interface ObjectDescription {
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Whole seconds; of a multipart upload the moment it was begun. */
  readonly lastModified: Date;
  readonly contentType?: string;
  /** Absent when the bucket is not versioned. */
  readonly versionId?: string;
}

export const withoutQuotes = (etag: string | undefined): string => (etag ?? '').replace(/^"|"$/g, '');

export function describeObject(response: {
  ContentLength?: number | undefined;
  ETag?: string | undefined;
  LastModified?: Date | undefined;
  ContentType?: string | undefined;
  VersionId?: string | undefined;
}): ObjectDescription {
  const { ContentLength, ETag, LastModified, ContentType, VersionId } = response;
  return {
    sizeBytes: ContentLength ?? 0,
    etag: withoutQuotes(ETag),
    lastModified: LastModified ?? new Date(0),
    ...(ContentType === undefined ? {} : { contentType: ContentType }),
    // A bucket whose versioning was switched off answers with the text "null".
    ...(VersionId === undefined || VersionId === 'null' ? {} : { versionId: VersionId }),
  };
}
