import { recordValidator, type Dataset, type Verdict } from '@sluice/contracts';
import { malformed } from './decode-record.js';
import type { Routed } from './route-payload.js';

// Compiling a contract costs milliseconds; contracts never change within a process.
const validators = new WeakMap<Dataset, (record: unknown) => Verdict>();

/** Judges a routed payload by its contract. */
export function validatePayload({ dataset, payload }: Routed): Verdict {
  if (!payload.ok) return payload;
  let validate = validators.get(dataset);
  if (!validate) {
    validate = recordValidator(dataset);
    validators.set(dataset, validate);
  }
  try {
    return validate(payload.value);
  } catch (error) {
    // A value nested deeper than the stack: one such record must not stop its shard.
    if (!(error instanceof RangeError)) throw error;
    return { ok: false, fault: malformed('values that are not deeply nested', null) };
  }
}
