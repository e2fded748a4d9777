import { invalidParameter, missingParameter } from './sns-errors.js';

/** A field that must be there; it may be empty. Throws `ValidationError`. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null) throw missingParameter(name);
  return value;
}

/** A required field that holds an ARN. Throws `InvalidParameter` for what is none. */
export function requiredArn(query: URLSearchParams, name: string): string {
  const value = required(query, name);
  const elements = value.split(':').length;
  if (elements < 6) {
    throw invalidParameter(`${name} Reason: An ARN must have at least 6 elements, not ${elements}`);
  }
  return value;
}

/** `Attributes.entry.1.key=…&Attributes.entry.1.value=…` */
export function readEntries(query: URLSearchParams, field: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (let index = 1; ; index += 1) {
    const key = query.get(`${field}.entry.${index}.key`);
    if (key === null) return entries;
    entries.set(key, query.get(`${field}.entry.${index}.value`) ?? '');
  }
}
