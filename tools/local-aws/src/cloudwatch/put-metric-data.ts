import * as z from 'zod';
import type { Clock } from '../kernel/ports.js';
import { invalidParameterCombination, invalidParameterValue, missingParameter } from './cloudwatch-errors.js';
import type { MetricData, MetricStore } from './metric-store.js';
import {
  dimensionsInput,
  doubleInput,
  metricNameInput,
  namespaceInput,
  parseInput,
  timestampInput,
  unitInput,
} from './request-input.js';

const HOUR_MS = 3_600_000;
const LARGEST_VALUE = 2 ** 360;

const datumInput = z.object({
  MetricName: metricNameInput,
  Dimensions: dimensionsInput,
  Timestamp: timestampInput.optional(),
  Value: doubleInput.optional(),
  Values: z.array(doubleInput).max(150).optional(),
  Counts: z.array(doubleInput).max(150).optional(),
  StatisticValues: z
    .object({ SampleCount: doubleInput, Sum: doubleInput, Minimum: doubleInput, Maximum: doubleInput })
    .optional(),
  Unit: unitInput.default('None'),
  StorageResolution: z.int().min(1).default(60),
});

const input = z.object({
  Namespace: namespaceInput,
  MetricData: z.array(datumInput).max(1_000).default([]),
  EntityMetricData: z.undefined({ error: 'is not implemented by local-aws' }).optional(),
});

type DatumInput = z.infer<typeof datumInput>;

/** All of a request's data, or none. */
export function putMetricData(store: MetricStore, clock: Clock, body: unknown): object {
  const { Namespace, MetricData } = parseInput(input, body);
  // What the services report is theirs.
  if (Namespace.startsWith('AWS/')) {
    throw invalidParameterValue('The value AWS/ for parameter Namespace is invalid.');
  }
  const now = clock.now();
  const checked = MetricData.map((datum, i) => {
    const field = (name: string) => `MetricData.member.${i + 1}.${name}`;
    return {
      id: { namespace: Namespace, name: datum.MetricName, dimensions: datum.Dimensions },
      data: dataOf(datum, field),
      when: {
        timestampMs: timestampOf(datum, now, field('Timestamp')),
        unit: datum.Unit,
        storageResolutionSeconds: resolutionOf(datum, field('StorageResolution')),
      },
    };
  });
  for (const { id, data, when } of checked) store.put(id, data, when);
  return {};
}

function dataOf(
  { Value, Values, Counts, StatisticValues }: DatumInput,
  field: (name: string) => string,
): MetricData {
  const given = Object.entries({ Value, Values, StatisticValues }).filter(([, data]) => data !== undefined);
  const [first, second] = given.map(([name]) => field(name));
  if (first === undefined) {
    throw missingParameter(`At least one of the parameters ${field('Value')}, Values must be specified.`);
  }
  if (second !== undefined) {
    throw invalidParameterCombination(
      `The parameters ${first} and ${second} are mutually exclusive and you have specified both.`,
    );
  }
  if (Counts !== undefined && Counts.length !== Values?.length) {
    throw invalidParameterValue(
      `The parameters ${field('Values')} and ${field('Counts')} must be of the same size.`,
    );
  }
  const numbers = [Value ?? 0, ...(Values ?? []), ...Object.values(StatisticValues ?? {})];
  const odd = numbers.find((value) => !(Math.abs(value) <= LARGEST_VALUE));
  if (odd !== undefined) throw invalidParameterValue(`The value ${odd} for parameter ${first} is invalid.`);
  const oddCount = Counts?.find((count) => !(count > 0 && count <= LARGEST_VALUE));
  if (oddCount !== undefined) {
    throw invalidParameterValue(`The value ${oddCount} for parameter ${field('Counts')} is invalid.`);
  }
  if (StatisticValues !== undefined) {
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = StatisticValues;
    return { count, sum, minimum, maximum };
  }
  const counted = new Map<number, number>();
  (Values ?? [Value as number]).forEach((value, i) =>
    counted.set(value, (counted.get(value) ?? 0) + (Counts?.[i] ?? 1)),
  );
  return counted;
}

/** Milliseconds; by default now. Throws for what is more than two weeks back or more than two hours ahead. */
function timestampOf({ Timestamp }: DatumInput, now: number, field: string): number {
  if (Timestamp === undefined) return now;
  const timestampMs = Timestamp * 1000;
  if (timestampMs < now - 14 * 24 * HOUR_MS) {
    throw invalidParameterValue(
      `The parameter ${field} must specify a time no more than two weeks in the past.`,
    );
  }
  if (timestampMs > now + 2 * HOUR_MS) {
    throw invalidParameterValue(
      `The parameter ${field} must specify a time no more than two hours in the future.`,
    );
  }
  return timestampMs;
}

function resolutionOf({ StorageResolution }: DatumInput, field: string): 1 | 60 {
  if (StorageResolution === 1 || StorageResolution === 60) return StorageResolution;
  throw invalidParameterValue(`The value ${StorageResolution} for parameter ${field} must be 1 or 60.`);
}
