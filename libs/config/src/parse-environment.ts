import { en } from 'zod/locales';
import * as z from 'zod/mini';
import { ConfigurationError } from './configuration-error.js';

// zod/mini, which is a fraction of zod in a bundle, says nothing unless it is given a language.
z.config(en());

/** `process.env`, or part of it. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

/**
 * Reads environment variables by a schema, once, at start. A variable set to the empty text counts as absent,
 * because deployment tools cannot leave one out, and `Number('')` would be 0.
 * @throws {ConfigurationError} with every problem at once
 */
export function parseEnvironment<S extends z.core.$ZodType>(
  schema: S,
  environment: EnvironmentVariables,
): z.output<S> {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const result = z.safeParse(schema, present);
  if (result.success) return result.data;
  throw new ConfigurationError(result.error.issues.map((issue) => describeIssue(issue, present)));
}

function describeIssue(issue: z.core.$ZodIssue, present: EnvironmentVariables): string {
  const [variable, ...inside] = issue.path.map(String);
  if (variable === undefined) return issue.message;
  if (inside.length === 0 && present[variable] === undefined) return `${variable} is not set`;
  return `${[variable, ...inside].join('.')}: ${issue.message}`;
}
