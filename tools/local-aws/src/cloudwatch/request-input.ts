import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import * as z from 'zod';
import { AwsError, type AwsRequest } from '../kernel/service.js';

const decompress = promisify(gunzip);
/** As much as AWS takes for PutMetricData, after decompression. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/** The SDK compresses bodies from 10 KiB on. */
export async function jsonBody(request: AwsRequest): Promise<unknown> {
  const raw = await request.readBody();
  if (raw.length === 0) return {};
  try {
    const gzipped = request.headers['content-encoding'] === 'gzip';
    const body = gzipped ? await decompress(raw, { maxOutputLength: LIMIT_BYTES }) : raw;
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AwsError('SerializationException', `The body cannot be read: ${String(cause)}`);
  }
}

/** Throws `InvalidParameterValue`, naming every field that is wrong. */
export function parseInput<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw cloudWatchError('InvalidParameterValue', details);
}

/** CloudWatch spoke the query protocol before: SDKs take an error's name from the header that remains of it. */
export function cloudWatchError(code: string, message: string, status = 400): AwsError {
  return new AwsError(code, message, status, { 'x-amzn-query-error': `${code};Sender` });
}

export const dimensionsInput = z
  .array(z.object({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1_024) }))
  .max(30)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

export const dimensionsOutput = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
