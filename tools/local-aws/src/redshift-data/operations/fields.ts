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

/** What the service calls a UUID, with the number of a batch's statement or without. */
const UUID = /^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\d{0,2})?$/;

export function optionalId(fields: Fields, name: string): string | undefined {
  const id = optionalText(fields, name);
  if (id !== undefined && !UUID.test(id)) throw invalid(`${name} must satisfy the pattern ${UUID.source}.`);
  return id;
}

/** A statement's, or that of one statement of a batch. */
export function requiredId(fields: Fields): string {
  return optionalId(fields, 'Id') ?? requiredText(fields, 'Id');
}

export function optionalFlag(fields: Fields, name: string): boolean | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'boolean') throw invalid(`${name} must be true or false.`);
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

/** What a page ends with travels as an opaque token. */
export const pageToken = (place: string): string => Buffer.from(`page:${place}`).toString('base64url');

/** What the page before ended with; undefined for the first page. */
export function placeOf(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const place = /^page:(.+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (place === undefined) throw invalidToken();
  return place;
}

export const invalidToken = (): AwsError => invalid('NextToken is not valid.');

export const epochSeconds = (milliseconds: number): number => milliseconds / 1000;
