/** What can be measured; the first is the reference. */
export const subjectNames = ['duckdb', 'sluice', 'csv-parse', 'pandas', 'polars'] as const;
export type SubjectName = (typeof subjectNames)[number];
