import type { Gap } from './gaps.js';

/** What the embedded AWS does otherwise, knowingly. */
export const localAwsGaps: readonly Gap[] = [
  {
    reason: 'local-aws compares text with the blanks at its end',
    cases: [
      'redshift-data: statements of a load: take texts for equal that differ by blanks at their end alone',
    ],
  },
  {
    reason: 'local-aws keeps grants, and enforces none',
    cases: ['redshift-data: grants: let a user LOCK who may read and write a table, and no other'],
  },
];
