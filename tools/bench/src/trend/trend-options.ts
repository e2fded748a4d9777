import { InvalidArgumentError } from 'commander';

/**
 * Returns it in UTC, as the trend has it.
 * @throws {InvalidArgumentError} for what is no time in ISO 8601
 */
export function instant(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('It is a time such as 2026-01-31T03:00:00Z.');
  return time.toISOString();
}

/** @throws {InvalidArgumentError} for anything but a number above 0 and up to 1 */
export function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It is a share above 0, 1 at most: 0.2.');
  return value;
}
