import { inject } from 'vitest';

/** The endpoint that a run asks, as every case sees it. */
export interface Target {
  readonly name: TargetName;
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Credentials of the SDK's default chain are used when left out, which only AWS itself needs. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** What a run creates is named so, and removed by that name. */
  readonly prefix: string;
  /** What the endpoint divides AWS's own waits by; 1 where nothing is scaled. */
  readonly waitScale: number;
  /** How long a case waits for what AWS promises for soon, in milliseconds. */
  readonly patienceMs: number;
  /** The same for a case that is known to fail there: every one of them waits so long in vain. */
  readonly gapPatienceMs: number;
  readonly warehouse: Warehouse;
  /** What a function is given as its role. */
  readonly functionRoleArn: string;
}

export type TargetName = 'local-aws' | 'local-aws-unscaled' | 'moto' | 'endpoint' | 'aws';

/** Where the Data API's statements run: in a serverless workgroup, or in a cluster. */
export interface Warehouse {
  readonly workgroupName?: string;
  readonly clusterIdentifier?: string;
  /** Of a cluster; left out where a secret says who connects. */
  readonly dbUser?: string;
  readonly secretArn?: string;
  readonly database: string;
  /** What COPY reads with: an ARN, or `default`. */
  readonly copyRole: string;
  /** An existing bucket that this role reads; left out, each case makes one of its own. */
  readonly stagingBucket?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    target: Target;
  }
}

/** Of this run: `vitest.config.ts` chooses it, a global setup provides it. */
export const target: Target = inject('target');
