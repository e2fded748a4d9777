import { createHash } from 'node:crypto';
import { recordValidator, type Dataset } from '@sluice/contracts';

/** A record on its way to the stream. */
export interface OutgoingRecord {
  readonly data: Buffer;
  readonly partitionKey: string;
}

export type Framed =
  { readonly ok: true; readonly record: OutgoingRecord } | { readonly ok: false; readonly problem: string };

/** Data and partition key together. The stream takes more where it is set up so; ours is not. */
export const maxRecordBytes = 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Puts a line of NDJSON into the envelope that the stream carries, its own bytes unchanged. Without `validate`
 * nothing is refused but what the stream cannot take: what is not JSON goes as a text, for the pipeline to judge.
 */
export function recordFramer(dataset: Dataset, validate: boolean): (line: Buffer) => Framed {
  const judge = recordValidator(dataset, sha256Hex);
  const before = Buffer.from(
    `{"dataset":${JSON.stringify(dataset.name)},"contractVersion":${dataset.version},"data":`,
  );
  const after = Buffer.from('}');
  return (line) => {
    const parsed = parseLine(line);
    if (validate) {
      const problem = 'problem' in parsed ? parsed.problem : problemOf(judge(parsed.value));
      if (problem !== undefined) return { ok: false, problem };
    }
    const json =
      'problem' in parsed && parsed.text !== undefined ? Buffer.from(JSON.stringify(parsed.text)) : line;
    const partitionKey = 'value' in parsed ? partitionKeyOf(dataset, parsed.value, line) : digest(line);
    const data = Buffer.concat([before, json, after]);
    return data.length + Buffer.byteLength(partitionKey) > maxRecordBytes
      ? { ok: false, problem: `the record is larger than ${maxRecordBytes} bytes` }
      : { ok: true, record: { data, partitionKey } };
  };
}

type Parsed =
  | { readonly value: Readonly<Record<string, unknown>> }
  /** `text` is set when the bytes are UTF-8 but not JSON. */
  | { readonly problem: string; readonly text?: string };

function parseLine(line: Buffer): Parsed {
  let text: string;
  try {
    text = utf8.decode(line);
  } catch {
    return { problem: 'not UTF-8' };
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { value: value as Record<string, unknown> };
    return { problem: 'not a JSON object' };
  } catch {
    return { problem: 'not JSON', text };
  }
}

function problemOf(verdict: ReturnType<ReturnType<typeof recordValidator>>): string | undefined {
  if (verdict.ok) return undefined;
  const { column, reason, rule, value } = verdict.fault;
  const found = value === null ? '' : `, found ${JSON.stringify(value)}`;
  return `${column === null ? '' : `${column}: `}${reason} (expected ${rule}${found})`;
}

/** Versions of one key stay on one shard, so in order; events spread, and a repeated one meets its first. */
function partitionKeyOf(dataset: Dataset, value: Readonly<Record<string, unknown>>, line: Buffer): string {
  if (dataset.load.mode !== 'upsert') return digest(line);
  const key = dataset.load.key.map((name) => {
    const column = dataset.columns.find((candidate) => candidate.name === name);
    return column === undefined ? null : (value[column.from] ?? null);
  });
  return digest(Buffer.from(JSON.stringify(key)));
}

const sha256Hex = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');

const digest = (bytes: Buffer): string => sha256Hex(bytes).slice(0, 32);
