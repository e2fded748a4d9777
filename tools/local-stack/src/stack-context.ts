import type { LocalAws } from '@sluice/local-aws';
import type { DataApi } from '@sluice/redshift-data-api';
import type { ResourceNames, Topology } from '@sluice/topology';
import type { Bundles } from './bundles.js';
import type { Clients } from './clients.js';

/** Where the local stack claims to be; the real thing never is in this account. */
export const localRegion = 'eu-west-1';
export const localAccountId = '000000000000';
/** Of resource names: `sluice-local-…`. */
export const localEnvironment = 'local';

/** What provisioning works with. */
export interface StackContext {
  readonly bundles: Bundles;
  readonly warehouse: DataApi;
  /** Waiting times already scaled. */
  readonly topology: Topology;
  readonly names: ResourceNames;
  readonly clients: Clients;
  readonly aws: LocalAws;
}

export const queueArn = (name: string): string => `arn:aws:sqs:${localRegion}:${localAccountId}:${name}`;
export const streamArn = (name: string): string =>
  `arn:aws:kinesis:${localRegion}:${localAccountId}:stream/${name}`;
