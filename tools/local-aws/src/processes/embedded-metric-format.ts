import * as z from 'zod';
import { standardUnits } from '../kernel/standard-units.js';
import { parseJson } from '../kernel/parse-json.js';
import type { MetricDatum } from '../kernel/ports.js';

/** As much as a log event holds. */
const LIMIT_BYTES = 1024 * 1024;

const name = z.string().min(1).max(255);

const directive = z.object({
  Namespace: name,
  Dimensions: z.array(z.array(name).max(30)).min(1),
  Metrics: z
    .array(
      z.object({
        Name: name,
        Unit: z.enum(standardUnits).default('None'),
        StorageResolution: z.literal([1, 60]).default(60),
      }),
    )
    .max(100),
});

const documentSchema = z.looseObject({
  _aws: z.object({ Timestamp: z.int().nonnegative(), CloudWatchMetrics: z.array(directive) }),
});

type Members = Readonly<Record<string, unknown>>;

/**
 * The metrics that a log line holds. None for a line that is no document in the embedded metric format, and none for
 * one that breaks its rules anywhere, be it that what it refers to is missing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly MetricDatum[] {
  // Most lines are none, and parsing them all would cost more than running the function.
  if (!line.includes('"_aws"') || Buffer.byteLength(line) > LIMIT_BYTES) return [];
  const document = documentSchema.safeParse(parseJson(line));
  if (!document.success) return [];
  const { _aws: metadata, ...members } = document.data;
  const found: MetricDatum[] = [];
  for (const { Namespace, Dimensions, Metrics } of metadata.CloudWatchMetrics) {
    for (const keys of Dimensions) {
      const dimensions = dimensionsOf(members, keys);
      if (dimensions === undefined) return [];
      for (const { Name, Unit, StorageResolution } of Metrics) {
        const values = valuesOf(members, Name);
        if (values === undefined) return [];
        const id = { namespace: Namespace, name: Name, dimensions };
        const when = { timestampMs: metadata.Timestamp, storageResolutionSeconds: StorageResolution };
        found.push(...values.map((value) => ({ ...id, value, unit: Unit, ...when })));
      }
    }
  }
  return found;
}

/** Members of the root, each a text. */
function dimensionsOf(members: Members, keys: readonly string[]): Record<string, string> | undefined {
  const dimensions: Record<string, string> = {};
  for (const key of keys) {
    const value = Object.hasOwn(members, key) ? members[key] : undefined;
    if (typeof value !== 'string' || value === '' || value.length > 1_024) return undefined;
    dimensions[key] = value;
  }
  return dimensions;
}

/** A member of the root: a number, or up to a hundred. */
function valuesOf(members: Members, key: string): readonly number[] | undefined {
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.length <= 100 && values.every((each) => typeof each === 'number') ? values : undefined;
}
