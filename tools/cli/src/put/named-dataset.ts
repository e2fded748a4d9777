import { datasets, type Dataset } from '@sluice/contracts';
import { usageError } from '../cli-error.js';

/** The contract of a name; what exists is listed when there is none. */
export function namedDataset(name: string): Dataset {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found) return found;
  throw usageError(
    `there is no dataset ${JSON.stringify(name)}: choose one of ${datasets.map((each) => each.name).join(', ')}`,
  );
}
