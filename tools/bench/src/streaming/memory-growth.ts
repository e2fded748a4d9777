import { median } from '../measurement.js';
import type { MemorySample } from './invocations.js';

/**
 * Whether memory grows: the median of the last fifth of the looks beside that of the second fifth, when everything is
 * loaded and compiled. 1 is flat. One look is noise, garbage that has not been returned to the system above all.
 */
export function memoryGrowth(
  samples: readonly MemorySample[],
  figure: (sample: MemorySample) => number,
): number {
  const fifth = Math.floor(samples.length / 5);
  if (fifth === 0) throw new RangeError('Growth takes at least five looks.');
  const of = (part: readonly MemorySample[]) => median(part.map(figure));
  return of(samples.slice(-fifth)) / of(samples.slice(fifth, 2 * fifth));
}
