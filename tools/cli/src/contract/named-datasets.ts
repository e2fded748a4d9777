import { datasets, type Dataset } from '@sluice/contracts';
import { namedDataset } from '../put/named-dataset.js';

/** The contracts of the names, every one when none is named; what exists is listed when there is none of a name. */
export const namedDatasets = (names: readonly string[]): readonly Dataset[] =>
  names.length === 0 ? datasets : [...new Set(names)].map(namedDataset);
