import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emittedMetrics } from '@sluice/infra-proof';
import { expect, it } from 'vitest';
import { workspaceRoot as root } from '../workspace-root.testing.js';
import { declaredAlarms } from './declared-alarms.js';

const alarms = declaredAlarms(root);
const emitted = emittedMetrics(root);

it('are all that look at metrics of the deployment itself', () => {
  expect(alarms.map(({ name, metric }) => `${name} ${metric}`)).toEqual([
    '…-halted Halted',
    '…-wedged Wedged',
    '…-postponed Postponed',
    '…-visibility-lost VisibilityLost',
    '…-quarantined RecordsRead',
    '…-quarantined RecordsQuarantined',
    '…-redrive-given-up RedriveGivenUp',
    '…-metrics-unreadable MetricsUnreadable',
    '…-records-unsent RecordsUnsent',
    '…-sweep-found-lost SweepAnnounced',
    '…-sweep-incomplete SweepIncomplete',
    '…-sweep-not-run SweepAnnounced',
  ]);
});

it('have a runbook that names them', () => {
  const astray = alarms.filter(({ name, runbook }) => {
    const page = join(root, 'docs', 'runbooks', `${runbook}.md`);
    return !existsSync(page) || !readFileSync(page, 'utf8').includes(`\`${name}\``);
  });
  expect(astray).toEqual([]);
});

it('look at what an app writes, or the sweep in its log', () => {
  const written = new Set(emitted.map(({ name }) => name));
  const unwritten = alarms.filter(({ metric }) => !written.has(metric)).map(({ metric }) => metric);
  expect([...new Set(unwritten)]).toEqual(['SweepAnnounced', 'SweepIncomplete']);
});

it('a name of a metric is of one app', () => {
  const appsOf = (name: string) => new Set(emitted.filter((one) => one.name === name).map(({ app }) => app));
  expect(emitted.filter(({ name }) => appsOf(name).size > 1)).toEqual([]);
});
