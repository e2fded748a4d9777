import type { Gap } from '../gaps.js';

export const wireGaps: readonly Gap[] = [
  {
    reason: 'moto asks for no signature, and fails with 500 for one that it cannot read',
    cases: [
      'wire: signing: refuses a JSON request that is not signed',
      'wire: signing: refuses a form that is not signed',
      'wire: signing: refuses a REST request to Lambda that is not signed',
      'wire: signing: shows a bucket to nobody who does not sign',
      'wire: signing: refuses a JSON request whose authorization names no credentials',
      'wire: signing: refuses a form whose authorization names no credentials',
      'wire: signing: refuses a request to S3 whose authorization names no credentials',
    ],
  },
  {
    reason: 'moto fails with 500 for an operation that it does not have',
    cases: [
      'wire: unknown operations: has no such operation in Kinesis',
      'wire: unknown operations: has no such operation in SQS',
      'wire: unknown operations: has no such operation in the Data API',
      'wire: unknown operations: has no such action in SNS',
      'wire: unknown operations: misses the action of a form without one',
      'wire: unknown operations: misses the operation of a JSON request without one',
    ],
  },
  {
    reason: 'moto fails with 500 for a body that it cannot read, or takes it for something else',
    cases: [
      'wire: malformed bodies: refuses a body that is no JSON, in Kinesis',
      'wire: malformed bodies: refuses a body that is no JSON, in the Data API',
      'wire: malformed bodies: refuses a field of another type, in Kinesis',
      'wire: malformed bodies: refuses a body that is no XML, in S3',
      'wire: malformed bodies: refuses XML that says something else, in S3',
    ],
  },
  {
    reason: 'moto’s server, Python’s own, takes a line of nonsense for HTTP/0.9',
    cases: ['wire: HTTP: answers bytes that are no HTTP with 400, and hangs up'],
  },
  {
    reason: 'moto gives no request id to an error of S3',
    cases: ['wire: HTTP: gives every answer a request id'],
  },
];
