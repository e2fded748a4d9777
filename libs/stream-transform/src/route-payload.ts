import {
  hasReservedKey,
  isJsonObject,
  preview,
  reservedKey,
  unrouted,
  type Dataset,
  type JsonObject,
  type ParsedRecord,
} from '@sluice/contracts';
import type { StreamEnvelope } from '@sluice/message-schemas';
import { refused, type RefusedRecord } from './record-faults.js';

/** A payload on its way to its dataset's validator. */
export interface Routed {
  readonly dataset: Dataset;
  /** The record itself, out of its envelope. */
  readonly payload: ParsedRecord;
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

const envelopeForm = 'an envelope {dataset, contractVersion?, data}';

/**
 * Finds a payload's dataset. What names none goes to `unrouted`, explained and with its bytes, so it can be replayed. Of a
 * record that is bad as a whole nothing is shown where a column of it may be masked: that is, where one of its dataset is,
 * or its dataset is not known.
 */
export function routePayload(payload: ParsedRecord, options: RouteOptions): Routed {
  const { findDataset, boundDataset } = options;
  if (!payload.ok) return routeRefused(payload, options);
  const envelope = readEnvelope(payload.record, boundDataset !== undefined);
  if (envelope) return routeEnvelope(envelope, findDataset);
  if (boundDataset === undefined)
    return { dataset: unrouted, payload: refused('malformed_record', envelopeForm) };
  const bound = findDataset(boundDataset);
  if (!bound) return unknownDataset(boundDataset);
  return { dataset: bound, payload: takesRecords(bound) ? payload : filesOnly };
}

/** To the dataset of its envelope, where no repeated key leaves doubt about that. */
function routeRefused(payload: RefusedRecord, { findDataset, boundDataset }: RouteOptions): Routed {
  const { fault, record, repeatedKeys } = payload;
  const envelope =
    record && !repeatedKeys?.has('dataset') ? readEnvelope(record, boundDataset !== undefined) : undefined;
  const name = envelope?.dataset ?? boundDataset;
  const dataset = (name === undefined || name === unrouted.name ? undefined : findDataset(name)) ?? unrouted;
  return {
    dataset,
    payload: showsRecords(dataset) ? payload : { ok: false, fault: { ...fault, value: null } },
  };
}

const envelopeKeys = new Set(['dataset', 'contractVersion', 'data']);

/**
 * What `streamEnvelopeSchema` takes, ten times as fast. Where the envelope is optional, only an object that is nothing but
 * one is taken for one.
 */
function readEnvelope(value: JsonObject, optional: boolean): StreamEnvelope | undefined {
  const { dataset, contractVersion, data } = value;
  if (typeof dataset !== 'string' || dataset === '' || data === undefined) return undefined;
  if (optional && !(isJsonObject(data) && Object.keys(value).every((key) => envelopeKeys.has(key))))
    return undefined;
  if (contractVersion === undefined) return { dataset, data };
  const isVersion = Number.isSafeInteger(contractVersion) && (contractVersion as number) > 0;
  return isVersion ? { dataset, contractVersion: contractVersion as number, data } : undefined;
}

function routeEnvelope(envelope: StreamEnvelope, findDataset: RouteOptions['findDataset']): Routed {
  const { dataset: name, contractVersion, data } = envelope;
  const dataset = name === unrouted.name ? undefined : findDataset(name);
  if (!dataset) return unknownDataset(name);
  if (!takesRecords(dataset)) return { dataset, payload: filesOnly };
  const versionFault = contractVersion === undefined ? undefined : judgeVersion(contractVersion, dataset);
  if (versionFault) return { dataset, payload: versionFault };
  if (!isJsonObject(data)) {
    const shown = showsRecords(dataset) ? textOf(data) : null;
    return { dataset, payload: refused('malformed_record', 'data is a JSON object', shown) };
  }
  if (hasReservedKey(data)) return { dataset, payload: { ok: false, fault: reservedKey } };
  return { dataset, payload: { ok: true, record: data } };
}

/** A record by itself would be added to a table that each file is the whole of. */
const takesRecords = ({ load }: Dataset): boolean => load.mode !== 'replace';

const filesOnly = refused('files_only', 'a file with all rows (load mode replace)');

function judgeVersion(contractVersion: number, { version, acceptsFrom }: Dataset): RefusedRecord | undefined {
  if (contractVersion >= acceptsFrom && contractVersion <= version) return undefined;
  return refused(
    contractVersion > version ? 'unknown_contract_version' : 'outdated_contract_version',
    `contract version ${acceptsFrom} to ${version}`,
    String(contractVersion),
  );
}

const unknownDataset = (name: string): Routed => ({
  dataset: unrouted,
  payload: refused('unknown_dataset', 'the name of a contract', preview(name)),
});

const showsRecords = (dataset: Dataset): boolean =>
  dataset !== unrouted && dataset.columns.every(({ mask }) => mask === undefined);

/** Parsed a moment ago, and nested no deeper than JSON.stringify can go. */
const textOf = (value: unknown): string | null =>
  value === undefined ? null : preview(JSON.stringify(value));
