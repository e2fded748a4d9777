import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse } from '../kernel/service.js';

/** An answer of the REST API. */
export const answer = (value: object, status = 200): AwsResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const invalidParameter = (message: string): AwsError =>
  new AwsError('InvalidParameterValueException', message);

/**
 * A request's JSON body by its schema. Throws `SerializationException` for what is no JSON, `ValidationException` for
 * a value out of range, and refuses members that are not served by name, so that nothing is ignored in silence.
 */
export async function parseInput<T>(
  schema: z.ZodType<T>,
  request: Pick<AwsRequest, 'readBody'>,
  knownMembers: readonly string[],
): Promise<T> {
  const body = jsonOf(await request.readBody());
  const unserved = Object.keys(body).find((member) => !knownMembers.includes(member));
  if (unserved !== undefined) throw invalidParameter(`local-aws does not serve ${unserved}.`);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String);
  const member = path.join('.').replace(/^./, (first) => first.toLowerCase());
  const value = path.reduce<unknown>((inside, key) => (inside as Record<string, unknown>)?.[key], body);
  const constraint = `Value ${value === undefined ? 'null' : `'${String(value)}'`} at '${member}' failed to satisfy constraint: ${issue?.message}`;
  throw new AwsError('ValidationException', `1 validation error detected: ${constraint}`);
}

function jsonOf(bytes: Buffer): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      // A member that is null is one that is not there.
      return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
    }
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object.');
}

/** An integer in a range, with AWS's words for one that is not. */
export const integer = (least: number, most: number) =>
  z
    .int('Member must be an integer')
    .min(least, `Member must have value greater than or equal to ${least}`)
    .max(most, `Member must have value less than or equal to ${most}`);

/** A page of a list, by the `Marker` and `MaxItems` of a request. */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  most: number,
): { readonly items: readonly T[]; readonly next: { readonly NextMarker?: string } } {
  const from = Number(query.get('Marker') ?? 0);
  const limit = Math.min(Number(query.get('MaxItems') ?? most), most);
  if (!Number.isSafeInteger(from) || from < 0 || !Number.isSafeInteger(limit) || limit < 1) {
    throw invalidParameter('Invalid Marker or MaxItems.');
  }
  const end = from + limit;
  return { items: items.slice(from, end), next: end < items.length ? { NextMarker: String(end) } : {} };
}
