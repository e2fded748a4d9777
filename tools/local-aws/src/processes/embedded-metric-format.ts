import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import type { MetricDatum } from '../kernel/ports.js';

const directive = z.object({
  Namespace: z.string().min(1),
  Dimensions: z.array(z.array(z.string())),
  Metrics: z.array(z.object({ Name: z.string().min(1), Unit: z.string().optional() })),
});

const documentSchema = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});

/**
 * The metrics that a log line holds; none for a line that is not a document in the embedded metric format.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly MetricDatum[] {
  // Most lines are none, and parsing them all would cost more than running the function.
  if (!line.includes('"_aws"')) return [];
  const document = documentSchema.safeParse(parseJson(line));
  if (!document.success) return [];
  const { _aws: metadata, ...members } = document.data;
  return metadata.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    (Dimensions.length === 0 ? [[]] : Dimensions).flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
      return Metrics.flatMap(({ Name, Unit }) =>
        valuesOf(members[Name]).map((value) => ({
          namespace: Namespace,
          name: Name,
          dimensions,
          value,
          ...(Unit === undefined ? {} : { unit: Unit }),
          timestampMs: metadata.Timestamp,
        })),
      );
    }),
  );
}

const valuesOf = (member: unknown): readonly number[] =>
  (Array.isArray(member) ? member : [member]).filter((value) => typeof value === 'number');
