import type { SampleLine, SampleRecord } from '@sluice/contracts';
import { faultKey, type Faults } from './samples.js';

/** Counts what samples were made for. */
export function faultCounter() {
  const faults = new Map<string, number>();
  return {
    /** Whether it is good. */
    take({ expected, column }: SampleLine | SampleRecord): boolean {
      if (expected === 'valid') return true;
      const key = faultKey(expected, column);
      faults.set(key, (faults.get(key) ?? 0) + 1);
      return false;
    },
    faults: faults as Faults,
  };
}
