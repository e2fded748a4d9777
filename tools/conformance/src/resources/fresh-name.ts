import { randomBytes } from 'node:crypto';
import { target } from '../target.js';

/** A name of the run's own, short enough for every service: at most 40 characters of `a-z`, `0-9` and `-`. */
export const freshName = (label: string): string =>
  `${target.prefix}${label}-${randomBytes(4).toString('hex')}`;
