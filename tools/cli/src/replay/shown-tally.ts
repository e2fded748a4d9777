import { count, counted, table } from '../terminal/table.js';
import type { OnReject } from './deliveries.js';
import { totalOf, type Tally } from './tally.js';

/** One reject for each dataset and reason, of those that a dry run met. */
export interface RejectSample {
  readonly dataset: string;
  readonly reason: string;
  readonly recordId: string;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
}

export interface RejectSamples {
  readonly keep: OnReject;
  readonly kept: () => readonly RejectSample[];
}

/** Keeps the first of each. The raw record is left out: it may hold what the contract masks. */
export function rejectSamples(): RejectSamples {
  const kept = new Map<string, RejectSample>();
  return {
    keep: (dataset, { reason, recordId, column, rule, value }) => {
      const key = `${dataset} ${reason}`;
      if (!kept.has(key)) kept.set(key, { dataset, reason, recordId, column, rule, value });
    },
    kept: () => [...kept.values()],
  };
}

/** By dataset, then why records were rejected. */
export function showTally(tally: Tally, samples: readonly RejectSample[] = []): string {
  const datasets = Object.entries(tally).sort(([one], [other]) => (one < other ? -1 : 1));
  const reasons = datasets.flatMap(([dataset, each]) =>
    Object.entries(each.reasons)
      .sort(([, one], [, other]) => other - one)
      .map(([reason, times]) => [dataset, reason, count(times), sampleOf(samples, dataset, reason)] as const),
  );
  const head = ['dataset', 'reason', 'rejects', ...(samples.length > 0 ? ['for example'] : [])];
  return [
    ...(datasets.length === 0
      ? []
      : [
          table(
            ['dataset', 'rows', 'rejects', 'messages'],
            datasets.map(([dataset, { rows, rejects, messages }]) => [
              dataset,
              ...[rows, rejects, messages].map(count),
            ]),
          ),
        ]),
    ...(reasons.length === 0
      ? []
      : [
          table(
            head,
            reasons.map((cells) => cells.slice(0, head.length)),
          ),
        ]),
  ].join('\n');
}

/** Within a line: `12 rejects (malformed_record 10, too_deep 2)`. */
export function describeRejects(tally: Tally, mostReasons = 3): string {
  const { rejects, reasons } = totalOf(tally);
  if (rejects === 0) return counted(0, 'reject');
  const sorted = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  const named = sorted.slice(0, mostReasons).map(([reason, times]) => `${reason} ${count(times)}`);
  return `${counted(rejects, 'reject')} (${[...named, ...(sorted.length > mostReasons ? ['…'] : [])].join(', ')})`;
}

const longestSample = 100;

function sampleOf(samples: readonly RejectSample[], dataset: string, reason: string): string {
  const sample = samples.find((each) => each.dataset === dataset && each.reason === reason);
  if (sample === undefined) return '';
  const { recordId, column, rule, value } = sample;
  const what = [
    ...(column === null ? [] : [column]),
    rule,
    ...(value === null ? [] : [JSON.stringify(value)]),
  ];
  return `${shortened(printable(what.join(' ')))}\n${recordId}`;
}

const shortened = (text: string): string =>
  text.length > longestSample ? `${text.slice(0, longestSample - 1)}…` : text;

/** A value comes from a producer: it does not get to command the terminal, or to turn its text around. */
const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
