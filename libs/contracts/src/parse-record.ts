import { maxJsonDepth } from './is-json.js';
import { atMostMembers, membersWithin, nestsDeeper, repeatedKeysOf } from './json-members.js';
import { preview, type Fault, type ReasonCode } from './reason.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A record's object, or why its text is refused. */
export type ParsedRecord =
  | { readonly ok: true; readonly record: JsonObject }
  | {
      readonly ok: false;
      readonly fault: Fault;
      /** The object, where the text is one nevertheless: tells where it belongs, not what it holds. */
      readonly record?: JsonObject;
      /** Keys that the object itself names more than once: `record` has the last value of each. */
      readonly repeatedKeys?: ReadonlySet<string>;
    };

/** An envelope, the record in it, and in that the deepest value that a json column takes. */
const maxDepth = maxJsonDepth + 2;
/** Of a text, in UTF-16 code units: what is longer is parsed only when it is not nested deeper, as that takes memory. */
const longText = 1024 * 1024;

/**
 * Parses the text of one record, of a stream or of an ndjson file: the only way from text to a value, so that both judge
 * alike. Refused is also what JSON.parse takes but hides: `too_deep`, then a key twice in any object of the text
 * (`duplicate_key`), then a key `__proto__` of the record itself (`reserved_key`).
 * @param form what is asked for, when the text is no JSON
 */
export function parseRecord(text: string, form = 'JSON'): ParsedRecord {
  if (text.length > longText && nestsDeeper(text, maxDepth)) return { ok: false, fault: tooDeep };
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return { ok: false, fault: malformed(form, text) };
  }
  if (!isJsonObject(record)) return { ok: false, fault: malformed('a JSON object', text) };
  // Not equal also for what only looks like a member, inside a string; so the text is read to the letter.
  if (atMostMembers(text) !== membersWithin(record, maxDepth)) {
    if (nestsDeeper(text, maxDepth)) return { ok: false, fault: tooDeep, record };
    const repeated = repeatedKeysOf(text);
    if (repeated) {
      const fault = faultOf('duplicate_key', 'each key once', preview(repeated.first));
      return { ok: false, fault, record, repeatedKeys: repeated.ofRecord };
    }
  }
  return hasReservedKey(record) ? { ok: false, fault: reservedKey, record } : { ok: true, record };
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key of the record itself that would stand for its prototype. */
export const hasReservedKey = (record: JsonObject): boolean => Object.hasOwn(record, '__proto__');

const faultOf = (reason: ReasonCode, rule: string, value: string | null): Fault => ({
  reason,
  column: null,
  rule,
  value,
});

export const reservedKey = faultOf('reserved_key', 'no key __proto__', '__proto__');

const tooDeep = faultOf('too_deep', 'values nested at most 1,000 deep', null);

const malformed = (rule: string, text: string): Fault => faultOf('malformed_record', rule, preview(text));
