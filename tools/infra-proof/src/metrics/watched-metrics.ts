import * as z from 'zod';
import type { PlannedResource } from '../terraform/plan-environment.js';

/** A metric that CloudWatch is told to look at. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  /** Values by name; null where any value is looked at, as a search does. */
  readonly dimensions: Readonly<Record<string, string | null>>;
  /** Who looks at it: an alarm's or a dashboard's name. */
  readonly by: string;
}

export interface Alarm {
  readonly name: string;
  readonly description: string;
  readonly metrics: readonly WatchedMetric[];
}

const dimensions = z.record(z.string(), z.string()).nullish();

const alarmSchema = z.object({
  alarm_name: z.string(),
  alarm_description: z.string(),
  namespace: z.string().nullish(),
  metric_name: z.string().nullish(),
  dimensions,
  metric_query: z
    .array(
      z.object({ metric: z.array(z.object({ namespace: z.string(), metric_name: z.string(), dimensions })) }),
    )
    .nullish(),
});

/** Alarms with what they watch; of dimensions that are known only after a deployment nothing is left. */
export const alarmsOf = (resources: readonly PlannedResource[]): readonly Alarm[] =>
  resources
    .filter(({ type }) => type === 'aws_cloudwatch_metric_alarm')
    .map(({ values }) => {
      const alarm = alarmSchema.parse(values);
      const by = alarm.alarm_name;
      const queried = (alarm.metric_query ?? []).flatMap(({ metric }) => metric);
      const all =
        alarm.namespace == null || alarm.metric_name == null
          ? queried
          : [{ namespace: alarm.namespace, metric_name: alarm.metric_name, dimensions: alarm.dimensions }];
      return {
        name: by,
        description: alarm.alarm_description,
        metrics: all.map((one) => ({
          namespace: one.namespace,
          name: one.metric_name,
          dimensions: one.dimensions ?? {},
          by,
        })),
      };
    });

const dashboardSchema = z.object({
  widgets: z.array(z.object({ properties: z.object({ metrics: z.array(z.array(z.unknown())).optional() }) })),
});

const searched = /^SEARCH\('\{(?<namespace>[^,}]+),(?<dimensions>[^}]+)\} MetricName="(?<name>[^"]+)"'/;

/** What the dashboards show, metrics and searches. */
export const shownMetrics = (resources: readonly PlannedResource[]): readonly WatchedMetric[] =>
  resources
    .filter(({ type }) => type === 'aws_cloudwatch_dashboard')
    .flatMap(({ values }) => {
      const { dashboard_name: by, dashboard_body: body } = z
        .object({ dashboard_name: z.string(), dashboard_body: z.string() })
        .parse(values);
      const { widgets } = dashboardSchema.parse(JSON.parse(body));
      return widgets.flatMap(({ properties }) => (properties.metrics ?? []).map((row) => shown(row, by)));
    });

/** `[namespace, name, dimension, value, …, options]`, or `[{ expression }]`. */
function shown(row: readonly unknown[], by: string): WatchedMetric {
  const words = row.filter((cell) => typeof cell === 'string');
  const [namespace, name, ...pairs] = words;
  if (namespace !== undefined && name !== undefined) {
    const found: Record<string, string> = {};
    for (let at = 0; at + 1 < pairs.length; at += 2) found[pairs[at] as string] = pairs[at + 1] as string;
    return { namespace, name, dimensions: found, by };
  }
  const { expression } = z.object({ expression: z.string() }).parse(row[0]);
  const search = searched.exec(expression)?.groups;
  if (search === undefined) throw new Error(`the dashboard ${by} shows what cannot be read: ${expression}`);
  return {
    namespace: search['namespace'] as string,
    name: search['name'] as string,
    dimensions: Object.fromEntries((search['dimensions'] as string).split(',').map((one) => [one, null])),
    by,
  };
}
