import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadLetterAlarm, readTopology } from '@sluice/local-stack';
import { laneNames, resourceNames } from '@sluice/topology';
import { beforeAll, expect, it } from 'vitest';
import { plannedResources, planEnvironment, type PlannedResource } from '../terraform/plan-environment.js';
import { describeWithTerraform } from '../terraform/with-terraform.testing.js';
import { workspaceRoot as root } from '../terraform/workspace-root.js';
import { emittedMetrics } from './emitted-metrics.js';
import { alarmsOf, shownMetrics, type WatchedMetric } from './watched-metrics.js';

const emitted = emittedMetrics(root);
const written = new Set(emitted.map(({ service, name, dimensions }) => wordsOf(name, dimensions, service)));

function wordsOf(name: string, dimensions: readonly string[], service: string): string {
  return [name, 'of', service, 'by', ...[...dimensions].sort()].join(' ');
}

/** Of the apps: not AWS's own, nor what is counted in the sweep's log. */
const ofApps = (metrics: readonly WatchedMetric[]): readonly WatchedMetric[] =>
  metrics.filter(({ namespace, dimensions }) => namespace.startsWith('sluice-') && 'Service' in dimensions);

/** What it looks at that no app writes; a search finds a metric of any service. */
const unwritten = (metrics: readonly WatchedMetric[]): readonly string[] =>
  ofApps(metrics).flatMap(({ name, dimensions, by }) => {
    const { Service: service } = dimensions;
    const services = service == null ? [...new Set(emitted.map((one) => one.service))] : [service];
    const isWritten = services.some((one) => written.has(wordsOf(name, Object.keys(dimensions), one)));
    return isWritten ? [] : [`${by}: ${name} ${JSON.stringify(dimensions)}`];
  });

describeWithTerraform.each(['dev', 'prod'] as const)('what CloudWatch looks at in %s', (environment) => {
  let resources: readonly PlannedResource[];
  beforeAll(async () => {
    resources = plannedResources(await planEnvironment(environment, { seedState: true }));
  });

  it('alarms on metrics that an app writes, with all of their dimensions and no other', () => {
    const metrics = alarmsOf(resources).flatMap((alarm) => alarm.metrics);
    expect(unwritten(metrics)).toEqual([]);
    // Of each service something is watched: an alarm on nothing would pass the line above.
    expect([...new Set(ofApps(metrics).map(({ dimensions }) => dimensions['Service']))].sort()).toEqual([
      'dlq-redrive',
      'fargate-processor',
      'kinesis-transform',
    ]);
    const lanes = metrics.flatMap(({ dimensions }) => dimensions['Lane'] ?? []);
    expect(new Set(lanes)).toEqual(new Set(laneNames));
  });

  it('shows metrics that an app writes', () => {
    const metrics = shownMetrics(resources);
    expect(unwritten(metrics)).toEqual([]);
    expect(ofApps(metrics).length).toBeGreaterThan(10);
  });

  it('alarms on dead letters as the local stack does', async () => {
    const topology = await readTopology(root);
    const names = resourceNames(topology, environment);
    const planned = resources
      .filter(({ type }) => type === 'aws_cloudwatch_metric_alarm')
      .map(({ values }) => ({
        AlarmName: values['alarm_name'],
        Namespace: values['namespace'],
        MetricName: values['metric_name'],
        Dimensions: Object.entries(values['dimensions'] ?? {}).map(([Name, Value]) => ({ Name, Value })),
        Statistic: values['statistic'],
        Period: values['period'],
        EvaluationPeriods: values['evaluation_periods'],
        Threshold: values['threshold'],
        ComparisonOperator: values['comparison_operator'],
        TreatMissingData: values['treat_missing_data'],
      }));
    for (const lane of laneNames) expect(planned).toContainEqual(deadLetterAlarm(topology, names, lane));
  });

  it('says of every alarm where to read on, in a page that names it', () => {
    // Others scale the processor, and tell nobody.
    const forPeople = resources.filter(({ address }) => address.includes('.module.observability.'));
    const alarms = alarmsOf(forPeople);
    expect(alarms.length).toBeGreaterThan(30);
    const astray = alarms.flatMap(({ name, description }) => {
      const page = /docs\/runbooks\/[a-z-]+\.md$/.exec(description)?.[0];
      if (page === undefined || !existsSync(join(root, page))) return [`${name}: no page`];
      const words = name.split('-');
      const endings = words.map((_, at) => `\`…-${words.slice(at).join('-')}\``);
      const text = readFileSync(join(root, page), 'utf8');
      return endings.some((ending) => text.includes(ending)) ? [] : [`${name}: ${page} does not name it`];
    });
    expect(astray).toEqual([]);
  });

  it('reads of the sweep what the sweep reports', () => {
    const filters = resources.filter(({ type }) => type === 'aws_cloudwatch_log_metric_filter');
    const fields = [...JSON.stringify(filters).matchAll(/\$\.(\w+)(?:\[0\]\.(\w+))?/g)].flatMap(
      ([, field, part]) => [field, part].filter((one) => one !== undefined),
    );
    expect(fields).toContain('announced');
    const source = readFileSync(join(root, 'libs/sweep-command/src/report-sweep.ts'), 'utf8');
    const [, report = ''] = /JSON\.stringify\(([\s\S]*?)\)\}\\n`/.exec(source) ?? [];
    expect(fields.filter((field) => !new RegExp(`\\b${field}\\b`).test(report))).toEqual([]);
  });
});
