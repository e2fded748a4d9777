import type { Topology } from '@sluice/topology';
import * as z from 'zod';
import { inputDefinitions, inputNames, type InputDefinition, type InputName } from './input-definitions.js';

export type Inputs = Readonly<Record<InputName, number>>;

/** What was asked for cannot be reckoned: the message names every input at fault. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

const kinds: Record<InputDefinition['kind'], z.ZodType<number>> = {
  amount: z.number('it must be a number').nonnegative('it must be 0 or more'),
  'more than 0': z.number('it must be a number').positive('it must be more than 0'),
  whole: z.number('it must be a number').int('it must be a whole number').nonnegative('it must be 0 or more'),
  share: z.number('it must be a number').min(0, 'it lies between 0 and 1').max(1, 'it lies between 0 and 1'),
  hours: z.number('it must be a number').positive('it must be more than 0').max(24, 'a day has 24 hours'),
};

const schema = z
  .strictObject(
    Object.fromEntries(inputNames.map((name) => [name, kinds[inputDefinitions[name].kind]])) as Record<
      InputName,
      z.ZodType<number>
    >,
  )
  .refine(({ onDemandWeight, spotWeight }) => onDemandWeight + spotWeight > 0, {
    path: ['spotWeight'],
    message: 'onDemandWeight and spotWeight cannot both be 0',
  })
  .refine(({ taskUtilisation }) => taskUtilisation > 0, {
    path: ['taskUtilisation'],
    message: 'it must be more than 0',
  })
  .refine(({ gbPerDay, filesPerDay }) => gbPerDay === 0 || filesPerDay > 0, {
    path: ['filesPerDay'],
    message: 'files of more than 0 GB a day are at least one',
  })
  .refine(({ datasets }) => datasets > 0, { path: ['datasets'], message: 'there is at least one' });

/**
 * Fills in what was not given.
 * @throws {InputError} that names every problem at once
 */
export function parseInputs(given: Partial<Record<string, number>>, topology: Topology): Inputs {
  const fallbacks = Object.fromEntries(
    inputNames.flatMap((name) => {
      const { fallback }: InputDefinition = inputDefinitions[name];
      if (fallback === undefined) return [];
      return [[name, typeof fallback === 'number' ? fallback : fallback(topology, given['gbPerDay'] ?? 0)]];
    }),
  );
  const parsed = schema.safeParse({ ...fallbacks, ...given });
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
      .join('\n'),
  );
}
