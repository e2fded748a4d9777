import * as z from 'zod';
import { AwsError, type AwsRequest } from '../../kernel/service.js';

export const clusterInput = z.string().optional();
/** Names, ids or ARNs. */
export const namesInput = z.array(z.string()).default([]);
export const countInput = z.int().min(0).optional();

/** The body's fields. Throws `SerializationException` for what is of another type, or no object. */
export async function readInput<S extends z.ZodType>(schema: S, request: AwsRequest): Promise<z.infer<S>> {
  const text = (await request.readBody()).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new AwsError('SerializationException', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const ofOtherType = parsed.error.issues.some(({ code }) => code === 'invalid_type');
  throw ofOtherType ? new AwsError('SerializationException', issues.join('; ')) : invalid(issues.join('; '));
}

export const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** As ECS refuses an empty list, and one that is too long. */
export function checkNames(what: 'Services' | 'Tasks', names: readonly string[], most: number): void {
  if (names.length === 0) throw invalid(`${what} cannot be empty.`);
  if (names.length > most) throw invalid(`${what} cannot have more than ${most} elements.`);
}

/** A name, or the last part of an ARN. */
export const nameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
