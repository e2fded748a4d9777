import { appendCases } from './append.js';
import type { LoadCase } from './load-case.js';
import { redeliveryCases } from './redelivery.js';
import { rejectCases } from './rejects.js';
import { replaceCases } from './replace.js';
import { upsertCases } from './upsert.js';
import { valueCases } from './values.js';

/** Every rule of loading at least once. */
export const loadCases: readonly LoadCase[] = [
  ...redeliveryCases,
  ...upsertCases,
  ...appendCases,
  ...replaceCases,
  ...rejectCases,
  ...valueCases,
];
