import picocolors from 'picocolors';
import type { Story } from '../terminal/story.js';
import { count, table } from '../terminal/table.js';
import { holds } from './demo-result.js';
import type { Reconciliation } from './reconcile.js';
import type { Events } from './scenario.js';
import type { ReasonCount } from './warehouse-facts.js';

/** Of each dataset. */
const mostReasons = 5;

/** The whole story in the end: sums, reasons, freshness, the redrive, and every check that did not hold. */
export function tellResult(story: Story, found: Reconciliation, events: Events): void {
  const { totals, tables, reasons, parked, redrive, checks } = found;
  story.line('');
  story.line(
    table(
      ['dataset', 'path', 'read', 'loaded', 'deduplicated', 'quarantined'],
      totals.map(({ dataset, path, read, loaded, deduplicated, quarantined }) => [
        dataset,
        path,
        ...[read, loaded, deduplicated, quarantined].map(count),
      ]),
    ),
  );
  story.line('\nWhy records were quarantined, the commonest first:');
  story.line(
    table(
      ['dataset', 'column', 'reason', 'records'],
      tables.flatMap(({ dataset }) => commonest(dataset.name, reasons)),
    ),
  );
  story.line('\nFreshness, from arrival to the load’s begin:');
  for (const { dataset, freshness } of tables)
    if (freshness)
      story.line(`  ${dataset.name}: p50 ${freshness.p50.toFixed(1)} s, p95 ${freshness.p95.toFixed(1)} s`);
  story.line(
    `\nRedrive: ${redrive.deadLettered} dead-lettered → ${events.alarms.join(', ')} → ${redrive.redriven} redriven → ${redrive.recovered} recovered`,
  );
  for (const { source, failure } of parked)
    story.line(`Parked: ${source}\n  ${failure.reason}: ${failure.message}`);
  const broken = checks.filter((check) => !holds(check));
  story.line(`\n${checks.length - broken.length} of ${checks.length} checks hold.`);
  for (const { claim, expected, found: actual } of broken)
    story.line(`${picocolors.red('✗')} ${claim}: expected ${String(expected)}, found ${String(actual)}`);
}

function commonest(dataset: string, reasons: readonly ReasonCount[]): string[][] {
  const own = reasons.filter((each) => each.dataset === dataset);
  const rest = own.slice(mostReasons);
  const lines = own
    .slice(0, mostReasons)
    .map(({ column, reason, records }) => [dataset, column ?? '(record)', reason, count(records)]);
  if (rest.length === 0) return lines;
  const records = rest.reduce((sum, each) => sum + each.records, 0);
  return [...lines, [dataset, '', `${rest.length} kinds more`, count(records)]];
}
