import type { Failure } from '@sluice/message-schemas';
import type { LedgerRow } from '@sluice/redshift-loading';

/** How the work on a source ended, when the environment let it end. Environment faults are thrown. */
export type Outcome =
  /** Committed by this load, or found in the ledger with the load that had: acknowledge. */
  | {
      readonly kind: 'loaded';
      readonly loadId: string;
      readonly ledger: readonly LedgerRow[];
      /** From the beginning of the work until the commit was known. */
      readonly seconds: number;
    }
  /** Cannot succeed without a person: park, then acknowledge. */
  | { readonly kind: 'park'; readonly failure: Failure };

export const park = (reason: string, message: string): Outcome => ({
  kind: 'park',
  failure: { class: 'data', reason, message },
});
