import { defineRejectsOnly } from '../define-dataset.js';

/**
 * Where stream records go that name a dataset without a contract: it has no columns, so it holds only rejects,
 * and they are explained, counted and replayable like any other.
 */
export const unrouted = defineRejectsOnly({
  name: 'unrouted',
  version: 1,
  description: 'Records that name no known dataset.',
  table: { schema: 'sluice', name: 'unrouted' },
  load: { mode: 'append' },
});
