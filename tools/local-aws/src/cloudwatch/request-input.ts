import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import * as z from 'zod';
import { AwsError, type AwsRequest } from '../kernel/service.js';
import { validationError } from './cloudwatch-errors.js';
import { standardUnits } from '../kernel/standard-units.js';

const decompress = promisify(gunzip);
/** As it is sent, which may be compressed. */
const LIMIT_BYTES = 1024 * 1024;
/** A compressed body may hold more, but not without end. */
const UNCOMPRESSED_LIMIT_BYTES = 16 * 1024 * 1024;

/** SDKs compress bodies from 10 KiB on. Throws `SerializationException`, `RequestEntityTooLargeException`. */
export async function jsonBody(request: AwsRequest): Promise<unknown> {
  const raw = await request.readBody();
  if (raw.length > LIMIT_BYTES) {
    throw new AwsError('RequestEntityTooLargeException', 'The request is larger than 1 MB.', 413);
  }
  if (raw.length === 0) return {};
  try {
    const gzipped = request.headers['content-encoding']?.toLowerCase() === 'gzip';
    const body = gzipped ? await decompress(raw, { maxOutputLength: UNCOMPRESSED_LIMIT_BYTES }) : raw;
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw serializationError(`The body cannot be read: ${String(cause)}`);
  }
}

/**
 * Throws `SerializationException` for a field of another type, and `ValidationException` for everything else, naming what
 * is wrong as AWS does.
 */
export function parseInput<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const ofOtherType = issues.find(({ code, path }) => isTypeIssue(code) && valueAt(body, path) != null);
  if (ofOtherType !== undefined || body === null || typeof body !== 'object') {
    throw serializationError(`${ofOtherType?.path.join('.') ?? ''}: ${ofOtherType?.message ?? 'no object'}`);
  }
  const details = issues.map((issue) => {
    const value = valueAt(body, issue.path);
    const shown = value == null ? 'null' : `'${typeof value === 'object' ? JSON.stringify(value) : value}'`;
    const constraint = value == null ? 'Member must not be null' : constraintOf(issue);
    return `Value ${shown} at '${memberPath(issue.path)}' failed to satisfy constraint: ${constraint}`;
  });
  const count = `${details.length} validation error${details.length === 1 ? '' : 's'} detected`;
  throw validationError(`${count}: ${details.join('; ')}`);
}

const serializationError = (message: string) => new AwsError('SerializationException', message);

const isTypeIssue = (code: string | undefined) => code === 'invalid_type' || code === 'invalid_union';

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], body);

/** `metricData.1.member.metricName`: counted from 1, in lower case. */
const memberPath = (path: readonly PropertyKey[]): string =>
  path
    .map((key) =>
      typeof key === 'number' ? `${key + 1}.member` : String(key).replace(/^./, (c) => c.toLowerCase()),
    )
    .join('.');

function constraintOf(issue: z.core.$ZodIssue): string {
  const measured = (bound: string, limit: number | bigint, origin: string) =>
    `Member must have ${origin === 'string' || origin === 'array' ? 'length' : 'value'} ${bound} than or equal to ${limit}`;
  switch (issue.code) {
    case 'too_small':
      return measured('greater', issue.minimum, issue.origin);
    case 'too_big':
      return measured('less', issue.maximum, issue.origin);
    case 'invalid_value':
      return `Member must satisfy enum value set: [${issue.values.map(String).join(', ')}]`;
    default:
      return `Member ${issue.message}`;
  }
}

/** JSON has no word for the numbers that are none; SDKs send them as text. */
export const doubleInput = z.union([
  z.number(),
  z.enum(['NaN', 'Infinity', '-Infinity']).transform((text) => Number(text)),
]);

/** Seconds since the epoch. */
export const timestampInput = z.number();
export const unitInput = z.enum(standardUnits);
export const namespaceInput = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^:]/, 'must satisfy regular expression pattern: [^:].*');
export const metricNameInput = z.string().min(1).max(255);

export const dimensionsInput = z
  .array(z.object({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1_024) }))
  .max(30)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

export const dimensionsOutput = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
