import * as z from 'zod';
import { AwsError, type AwsRequest } from '../kernel/service.js';

/** Which stream a request is about. */
export const streamFields = {
  StreamName: z
    .string()
    .regex(/^[a-zA-Z0-9_.-]{1,128}$/)
    .optional(),
  StreamARN: z.string().optional(),
};

export async function jsonBody(request: AwsRequest): Promise<unknown> {
  try {
    const body = await request.readBody();
    return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AwsError('SerializationException', 'The body is not JSON.');
    throw cause;
  }
}

/** Throws `ValidationException`, naming every field that is wrong. */
export function parseInput<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const details = issues.map(({ path, message }) => `Value at '${path.join('.')}': ${message}`).join('; ');
  throw new AwsError(
    'ValidationException',
    `${issues.length} validation error${issues.length === 1 ? '' : 's'} detected: ${details}`,
  );
}
