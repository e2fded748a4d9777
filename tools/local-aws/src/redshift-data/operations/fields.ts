import { AwsError } from '../../kernel/service.js';

/** The members of a request's JSON body. */
export type Fields = Readonly<Record<string, unknown>>;

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export function parseFields(body: Buffer): Fields {
  try {
    const value: unknown = JSON.parse(body.length === 0 ? '{}' : body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Answered below, as any other body that is not an object.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object.');
}

export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '') throw invalid(`${name} must be a string that is not empty.`);
  return value;
}

export function requiredText(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined) {
    throw invalid(
      `1 validation error detected: Value null at '${name[0]?.toLowerCase() ?? ''}${name.slice(1)}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

export function optionalInteger(
  fields: Fields,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw invalid(`${name} must be an integer between ${least} and ${most}.`);
  }
  return value;
}

/** Offsets travel as opaque tokens. */
export const pageToken = (page: number): string => Buffer.from(`page:${page}`).toString('base64url');

export function pageOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const page = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (page === undefined) throw invalid('NextToken is not valid.');
  return Number(page);
}

export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;
