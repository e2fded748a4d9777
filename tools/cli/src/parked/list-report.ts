import { count, counted, table } from '../terminal/table.js';
import type { Parked, UnreadableParked } from './parked-objects.js';

export interface ParkedList {
  readonly bucket: string;
  readonly parked: readonly Parked[];
  readonly unreadable: readonly UnreadableParked[];
}

/** Lines for people; what is more is counted. */
const mostShown = 100;

export function reportParked(
  { bucket, parked, unreadable }: ParkedList,
  { full, json }: { readonly full: boolean; readonly json: boolean },
): string {
  if (json)
    return `${JSON.stringify({ bucket, parked: parked.map((each) => jsonOf(each, full)), unreadable })}\n`;
  const newestFirst = [...parked].sort((one, other) =>
    one.record.parkedAt < other.record.parkedAt ? 1 : -1,
  );
  const shown = full ? newestFirst : newestFirst.slice(0, mostShown);
  return `${[
    ...(shown.length === 0 ? [] : full ? shown.map(describe) : [tableOf(shown)]),
    ...(shown.length < parked.length
      ? [`… and ${count(parked.length - shown.length)} older ones: --full`]
      : []),
    ...unreadable.map(({ key, why }) => `cannot be read: ${key}: ${why}`),
    ...[...byReason(parked)].map(([what, objects]) => `${what}: ${count(objects)}`),
    `${bucket}: ${counted(parked.length + unreadable.length, 'parked object')}`,
  ].join('\n')}\n`;
}

const tableOf = (parked: readonly Parked[]): string =>
  table(
    ['dataset', 'reason', 'parked at', 'attempts', 'source'],
    parked.map(({ record }) => [
      record.dataset,
      record.failure.reason,
      `${record.parkedAt.slice(0, 19)}Z`,
      count(record.attempts),
      record.source,
    ]),
  );

const describe = ({ key, record }: Parked): string =>
  [
    key,
    `  ${record.failure.class} ${record.failure.reason}: ${record.failure.message}`,
    `  ${record.source}`,
    `  dataset ${record.dataset} · lane ${record.lane} · ${counted(record.attempts, 'attempt')} · ${counted(record.redrives ?? 0, 'redrive')} · parked at ${record.parkedAt}${record.firstFailedAt === undefined ? '' : ` · failed first at ${record.firstFailedAt}`}${record.traceId === undefined ? '' : ` · trace id ${record.traceId}`}`,
    `  ${record.message}`,
    '',
  ].join('\n');

function jsonOf({ key, record }: Parked, full: boolean): object {
  const { failure, message, attributes, type: _type, version: _version, ...story } = record;
  return {
    key,
    class: failure.class,
    reason: failure.reason,
    detail: failure.message,
    ...story,
    ...(full ? { message, attributes } : {}),
  };
}

function byReason(parked: readonly Parked[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { record } of parked) {
    const what = `${record.dataset} ${record.failure.reason}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return counts;
}
