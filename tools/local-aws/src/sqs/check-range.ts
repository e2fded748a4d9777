import { invalidParameter } from './sqs-errors.js';

/** Throws what AWS answers to a number outside of what a parameter may be. */
export function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw invalidParameter(
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}
