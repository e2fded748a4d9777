/** What does not change while a stream is read. */
export interface StreamDescription {
  /** Another when a stream was made anew under the same name. */
  readonly createdAt: Date;
  /** How long it keeps its records, from their arrival. */
  readonly retentionHours: number;
}
