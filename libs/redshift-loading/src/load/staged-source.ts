export type SourceKind = 'file' | 'stream' | 'replay';

/** One source of a load, as it is staged in `sourcesLayout`. Times are ISO 8601 UTC. */
export interface StagedSource {
  readonly _source_no: number;
  readonly source_id: string;
  /** `replay`: records of other sources, sent again under their own identities. */
  readonly kind: SourceKind;
  readonly origin: string;
  readonly object_bucket: string | null;
  readonly object_key: string | null;
  readonly object_version: string | null;
  readonly checksum: string | null;
  readonly first_arrived_at: string;
  readonly arrived_at: string;
  readonly records_read: number;
  readonly contract_version: number;
  readonly engine_version: string | null;
  readonly quarantine_uri: string | null;
}
