import type { LaneName, ResourceNames } from '@sluice/topology';

/** The app that is killed. Of the processor's steps some are one lane's alone. */
export type Victim =
  'processor' | `processor, ${LaneName}` | 's3-trigger' | 'kinesis-transform' | 'dlq-redrive';

/** What has to be the case before the step is come to at all. */
export type Situation = 'bad records' | 'claim check' | 'came again' | 'gave up' | 'dead letters' | 'parked';

/** A request that an app makes on its way. */
export interface Step {
  readonly name: string;
  readonly victim: Victim;
  readonly situation?: Situation;
  readonly service: string;
  readonly operation: string;
  /** Part of what the request names. */
  readonly resource?: (names: ResourceNames) => string;
}
