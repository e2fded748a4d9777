import {
  recordValidator,
  type Dataset,
  type ParsedRecord,
  type Sha256Hex,
  type Verdict,
} from '@sluice/contracts';

// Compiling a contract costs milliseconds; contracts never change within a process.
const validators = new WeakMap<Dataset, (record: unknown) => Verdict>();

/** Judges a routed payload by its contract; masks are applied with the process's one hash. */
export function validatePayload(dataset: Dataset, payload: ParsedRecord, sha256Hex: Sha256Hex): Verdict {
  if (!payload.ok) return payload;
  let validate = validators.get(dataset);
  if (!validate) {
    validate = recordValidator(dataset, sha256Hex);
    validators.set(dataset, validate);
  }
  return validate(payload.record);
}
