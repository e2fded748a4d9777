import { InvalidArgumentError } from 'commander';

/** @throws {InvalidArgumentError} for anything but a whole number of 1 or more */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It is a whole number, 1 or more.');
  return value;
}

/** @throws {InvalidArgumentError} for anything but a multiple of 10 */
export function tens(text: string): number {
  const value = wholeNumber(text);
  if (value % 10 !== 0) throw new InvalidArgumentError('It is a multiple of 10.');
  return value;
}

/**
 * Reads names that commas part.
 * @throws {InvalidArgumentError} for one that is none of `all`
 */
export const namesOf =
  <Name extends string>(all: readonly Name[]) =>
  (text: string): readonly Name[] =>
    text.split(',').map((name) => {
      if (!(all as readonly string[]).includes(name))
        throw new InvalidArgumentError(`They are of ${all.join(', ')}.`);
      return name as Name;
    });
