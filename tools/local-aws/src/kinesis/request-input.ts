import * as z from 'zod';
import { AwsError, type AwsRequest } from '../kernel/service.js';

/** Of a stream or a shard. */
export const nameField = z.string().regex(/^[a-zA-Z0-9_.-]{1,128}$/);

/** Which stream a request is about. */
export const streamFields = {
  StreamName: nameField.optional(),
  StreamARN: z
    .string()
    .regex(/^arn:aws.*:kinesis:.*:\d{12}:stream\/\S+$/)
    .optional(),
};

export const streamInput = z.object(streamFields);

export type StreamChoice = z.infer<typeof streamInput>;

export type RequestFields = Readonly<Record<string, unknown>>;

/** Throws `SerializationException` for a body that is not a JSON object; an empty one is none. */
export async function jsonBody(request: AwsRequest): Promise<RequestFields> {
  const text = (await request.readBody()).toString('utf8');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw malformed('The body is not an object.');
  return body as RequestFields;
}

/**
 * Throws `SerializationException` for a field of another type, `ValidationException` for other faults, naming every
 * field that is wrong.
 */
export function parseInput<S extends z.ZodType>(schema: S, body: RequestFields): z.infer<S> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const details = issues.map(({ path, message }) => `Value at '${path.join('.')}': ${message}`).join('; ');
  if (issues.some(({ code, input }) => code === 'invalid_type' && input !== undefined))
    throw malformed(details);
  throw invalid(details, issues.length);
}

export const malformed = (detail: string): AwsError => new AwsError('SerializationException', detail);

export const invalid = (details: string, count = 1): AwsError =>
  new AwsError(
    'ValidationException',
    `${count} validation error${count === 1 ? '' : 's'} detected: ${details}`,
  );
