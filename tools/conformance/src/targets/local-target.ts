import { randomBytes } from 'node:crypto';
import type { Target } from '../target.js';

/** What every endpoint that is not AWS itself is told. */
export const localTarget = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'conformance', secretAccessKey: 'conformance' },
  prefix: `sluice-conf-${randomBytes(2).toString('hex')}-`,
  warehouse: { workgroupName: 'conformance', database: 'dev', copyRole: 'default' },
  functionRoleArn: 'arn:aws:iam::000000000000:role/conformance',
} satisfies Partial<Target>;
