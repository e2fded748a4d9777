/** Something that is not as it must be. */
export interface Finding {
  /** `lost`: it was handed in and is nowhere. `doubled`: it stands more than once. `wrong`: anything else. */
  readonly kind: 'lost' | 'doubled' | 'wrong';
  /** Of the record, source, file or queue. */
  readonly id: string;
  readonly what: string;
}

export const countOf = (findings: readonly Finding[], kind: Finding['kind']): number =>
  findings.filter((finding) => finding.kind === kind).length;
