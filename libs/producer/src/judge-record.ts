import { createHash } from 'node:crypto';
import {
  hasReservedKey,
  isJsonObject,
  parseRecord,
  preview,
  recordValidator,
  reservedKey,
  type Dataset,
  type Fault,
  type JsonObject,
  type ParsedRecord,
} from '@sluice/contracts';

/** A record's value, or the first fault that the pipeline would find in it. */
export type Judged = { readonly value: JsonObject } | { readonly fault: Fault };

/** The envelope around a record's JSON. */
export const envelopeOf = ({ name, version }: Dataset) => ({
  before: `{"dataset":${JSON.stringify(name)},"contractVersion":${version},"data":`,
  after: '}',
});

/** Judges JSON text as the pipeline judges it in its envelope. */
export function judgeOf(dataset: Dataset): (text: string) => Judged {
  const { before, after } = envelopeOf(dataset);
  const validate = recordValidator(dataset, sha256Hex);
  return (text) => {
    const parsed = parseRecord(before + text + after);
    // Text that ends the envelope before its own end would add keys to it.
    const isEnvelope = parsed.record ? Object.keys(parsed.record).length === 3 : isTooDeep(parsed);
    if (!isEnvelope) return { fault: malformed('JSON', text) };
    if (!parsed.ok) return { fault: parsed.fault };
    if (dataset.load.mode === 'replace') return { fault: filesOnly };
    const { data: value } = parsed.record;
    if (!isJsonObject(value)) return { fault: malformed('data is a JSON object', text) };
    if (hasReservedKey(value)) return { fault: reservedKey };
    const verdict = validate(value);
    return verdict.ok ? { value } : { fault: verdict.fault };
  };
}

const isTooDeep = (parsed: ParsedRecord): boolean => !parsed.ok && parsed.fault.reason === 'too_deep';

export const malformed = (rule: string, value: string | null): Fault => ({
  reason: 'malformed_record',
  column: null,
  rule,
  value: value === null ? null : preview(value),
});

const filesOnly: Fault = {
  reason: 'files_only',
  column: null,
  rule: 'a file with all rows (load mode replace)',
  value: null,
};

const sha256Hex = (content: string): string => createHash('sha256').update(content).digest('hex');
