import type { Dataset } from '../dataset.js';
import { titleBasics } from './title-basics.js';
import { titleRatings } from './title-ratings.js';
import { unrouted } from './unrouted.js';

/** Every dataset; a new one is one file beside this and one line here. */
export const datasets: readonly Dataset[] = [titleBasics, titleRatings];

/** Every dataset that has tables: the contracts and `unrouted`. */
export const loadableDatasets: readonly Dataset[] = [...datasets, unrouted];

/** The dataset of a name; undefined when there is no such contract. */
export function findDataset(name: string): Dataset | undefined {
  return loadableDatasets.find((dataset) => dataset.name === name);
}
