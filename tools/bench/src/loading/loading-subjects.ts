/** What can be measured; the first is the reference, which always is. */
export const loadingSubjects = ['duckdb', 'sluice', 'local-aws'] as const;
export type LoadingSubject = (typeof loadingSubjects)[number];
