import type { Target, TargetName } from './target.js';

/** What `npm run conformance` was told; absent in `npm test`. */
export type RequestedRun = Pick<
  Target,
  'endpoint' | 'region' | 'prefix' | 'waitScale' | 'warehouse' | 'functionRoleArn'
> & {
  /** The account that AWS itself must show; only then is it asked. */
  readonly accountId?: string;
  /** Removes first whatever bears the prefix. */
  readonly sweepFirst: boolean;
  /** Whose table of gaps applies. */
  readonly gaps?: Extract<TargetName, 'local-aws' | 'moto'>;
  /** Whose cases run; all of them when it names none. */
  readonly services: readonly string[];
  /** Nothing is asked, or swept up, but the warehouse and what is staged for it. */
  readonly warehouseOnly: boolean;
};

const variable = 'SLUICE_CONFORMANCE_RUN';

/** The command hands it over to the test runner so. */
export const requestedRun = (): RequestedRun | undefined => {
  const text = process.env[variable];
  return text === undefined ? undefined : (JSON.parse(text) as RequestedRun);
};

/** Whether the run asks the warehouse anything. */
export const asksWarehouse = ({ services, gaps }: RequestedRun): boolean =>
  gaps !== 'moto' &&
  (services.length === 0 || services.includes('loads') || services.includes('redshift-data'));
