import { preview, unrouted, type Dataset } from '@sluice/contracts';
import { streamEnvelopeSchema, type StreamEnvelope } from '@sluice/message-schemas';
import { isObject, malformed, type Payload } from './decode-record.js';

/** A payload on its way to its dataset's validator. */
export interface Routed {
  readonly dataset: Dataset;
  /** The record itself, out of its envelope. */
  readonly payload: Payload;
}

export interface RouteOptions {
  /** The contract of a name; undefined when there is none. */
  readonly findDataset: (name: string) => Dataset | undefined;
  /**
   * The dataset of a stream that carries only one: records are then plain data objects. One in an envelope is
   * still understood, and goes where its envelope says.
   */
  readonly boundDataset?: string | undefined;
}

/** Finds a payload's dataset. What names none goes to `unrouted`, explained and with its bytes, so it can be replayed. */
export function routePayload(payload: Payload, { findDataset, boundDataset }: RouteOptions): Routed {
  const bound = boundDataset === undefined ? undefined : findDataset(boundDataset);
  if (!payload.ok) return { dataset: bound ?? unrouted, payload };
  const envelope = readEnvelope(payload.value, boundDataset !== undefined);
  if (envelope) return routeEnvelope(envelope, findDataset);
  if (bound?.load.mode === 'replace') return filesOnly(bound);
  if (boundDataset === undefined)
    return {
      dataset: unrouted,
      payload: fault('an envelope {dataset, contractVersion?, data}', payload.value),
    };
  return bound ? { dataset: bound, payload } : unknownDataset(boundDataset);
}

const envelopeKeys = new Set(['dataset', 'contractVersion', 'data']);

/** Where the envelope is optional, only an object that is nothing but one is taken for one. */
function readEnvelope(
  value: Readonly<Record<string, unknown>>,
  optional: boolean,
): StreamEnvelope | undefined {
  if (optional && !(isObject(value['data']) && Object.keys(value).every((key) => envelopeKeys.has(key))))
    return undefined;
  return streamEnvelopeSchema.safeParse(value).data;
}

function routeEnvelope(envelope: StreamEnvelope, findDataset: RouteOptions['findDataset']): Routed {
  const { dataset: name, contractVersion, data } = envelope;
  const dataset = name === unrouted.name ? undefined : findDataset(name);
  if (!dataset) return unknownDataset(name);
  if (dataset.load.mode === 'replace') return filesOnly(dataset);
  if (contractVersion !== undefined && contractVersion > dataset.version)
    return {
      dataset,
      payload: {
        ok: false,
        fault: {
          reason: 'unknown_contract_version',
          column: null,
          rule: `contract version 1 to ${dataset.version}`,
          value: String(contractVersion),
        },
      },
    };
  return {
    dataset,
    payload: isObject(data) ? { ok: true, value: data } : fault('data is a JSON object', data),
  };
}

const unknownDataset = (name: string): Routed => ({
  dataset: unrouted,
  payload: {
    ok: false,
    fault: { reason: 'unknown_dataset', column: null, rule: 'the name of a contract', value: preview(name) },
  },
});

/** A record by itself would be added to a table that each file is the whole of. */
const filesOnly = (dataset: Dataset): Routed => ({
  dataset,
  payload: {
    ok: false,
    fault: {
      reason: 'files_only',
      column: null,
      rule: 'a file with all rows (load mode replace)',
      value: null,
    },
  },
});

const fault = (rule: string, value: unknown): Payload => ({
  ok: false,
  fault: malformed(rule, value === undefined ? null : textOf(value)),
});

/** JSON.stringify recurses, so that text nested deeper than the stack can be parsed but not written. */
function textOf(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}
