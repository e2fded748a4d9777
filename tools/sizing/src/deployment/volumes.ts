import { daysPerMonth } from '../calendar.js';
import type { Inputs } from '../inputs.js';

/** What comes in, in the units that the parts reckon with. */
export interface Volumes {
  readonly activeSecondsPerDay: number;
  readonly activeSecondsPerMonth: number;
  readonly records: number;
  readonly streamGb: number;
  readonly streamBytesPerSecond: number;
  readonly fileGb: number;
  readonly files: number;
  readonly fileBytesPerSecond: number;
  /** Text that is loaded, of both paths. */
  readonly tbPerMonth: number;
}

/** A month of `inputs`. GB are 10⁹ bytes. */
export function volumesOf(inputs: Inputs): Volumes {
  const activeSecondsPerDay = inputs.hoursPerDay * 3600;
  const activeSecondsPerMonth = activeSecondsPerDay * daysPerMonth;
  const streamBytesPerSecond = inputs.recordsPerSecond * inputs.recordBytes;
  const streamGb = (streamBytesPerSecond * activeSecondsPerMonth) / 1e9;
  const fileGb = inputs.gbPerDay * daysPerMonth;
  return {
    activeSecondsPerDay,
    activeSecondsPerMonth,
    records: inputs.recordsPerSecond * activeSecondsPerMonth,
    streamGb,
    streamBytesPerSecond,
    fileGb,
    files: inputs.filesPerDay * daysPerMonth,
    fileBytesPerSecond: (inputs.gbPerDay * 1e9) / activeSecondsPerDay,
    tbPerMonth: (streamGb + fileGb) / 1000,
  };
}
