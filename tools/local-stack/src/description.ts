import type { LaneName, ResourceNames } from '@sluice/topology';
import { localRegion } from './stack-context.js';
import type { QueueUrls } from './provision/queues.js';

/** What a client of the stack needs to know; `npm run local -- --json` prints it. Queues are URLs. */
export interface StackDescription {
  readonly endpoint: string;
  readonly region: string;
  readonly landingBucket: string;
  readonly stagingBucket: string;
  readonly quarantineBucket: string;
  readonly stream: string;
  readonly queues: Readonly<Record<LaneName | `${LaneName}Dlq` | 'parked', string>>;
  readonly workgroup: string;
  readonly database: string;
}

export function describeStack(endpoint: string, names: ResourceNames, urls: QueueUrls): StackDescription {
  const { files, filesDlq, rows, rowsDlq, parked } = urls;
  return {
    endpoint,
    region: localRegion,
    landingBucket: names.landingBucket,
    stagingBucket: names.stagingBucket,
    quarantineBucket: names.quarantineBucket,
    stream: names.stream,
    queues: { files, filesDlq, rows, rowsDlq, parked },
    workgroup: names.workgroup,
    database: names.database,
  };
}
