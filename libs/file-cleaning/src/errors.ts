import type { FileFault } from './cleaning-result.js';

/**
 * The environment failed: disk full, engine crashed, a file that cannot be opened. Whoever asked for the
 * cleaning may ask again; nothing that was written may be loaded.
 */
export class CleaningEnvironmentError extends Error {
  override readonly name = 'CleaningEnvironmentError';
}

/**
 * The records that were read are not the records that came out: a fault of this program, never of the file.
 * Nothing that was written may be loaded.
 */
export class AccountingError extends Error {
  override readonly name = 'AccountingError';

  constructor(
    readonly read: number,
    readonly clean: number,
    readonly rejected: number,
  ) {
    super(`read ${read} records, but ${clean} clean and ${rejected} rejected make ${clean + rejected}`);
  }
}

/** Carries a whole-file fault out of the reading loop; `cleanFile` returns it as a value. */
export class FileFaultError extends Error {
  override readonly name = 'FileFaultError';

  constructor(readonly fault: FileFault) {
    super(fault.message);
  }
}
