import type { Dataset } from '@sluice/contracts';
import { afterAll } from 'vitest';
import { LoadWarehouse } from './load-warehouse.js';

/**
 * A warehouse for the cases of one file, migrated with the first that asks for it: so a case fails, and not the file,
 * where the target runs no statement.
 */
export function sharedWarehouse(datasets: readonly Dataset[]): () => Promise<LoadWarehouse> {
  let opening: Promise<LoadWarehouse> | undefined;
  afterAll(async () => {
    const opened = await opening?.catch(() => undefined);
    await opened?.close();
  });
  return () => (opening ??= LoadWarehouse.open(datasets));
}
