import { CancelStatementCommand } from '@aws-sdk/client-redshift-data';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { settled } from './warehouse.js';

/** Ends a statement with the running case, so that it holds no lock when the case's schema is dropped. */
export function cancelAfterTest(id: string): void {
  onTestFinished(async () => {
    // It may have ended by itself.
    await clients.redshiftData.send(new CancelStatementCommand({ Id: id })).catch(() => undefined);
    await settled(id);
  });
}
