import type { EmittedMetric } from '@sluice/infra-proof';
import type { GeneratedBlock } from '../documents/generated-block.js';
import { code, markdownTable, prose } from '../documents/markdown-table.js';
import type { DeclaredAlarm } from './declared-alarms.js';

/**
 * The table of an app's metrics: what each means, and which alarm looks at it.
 * @param emitted of this app
 * @throws for a metric that says nowhere what it means, or two things
 */
export function metricsBlock(
  emitted: readonly EmittedMetric[],
  alarms: readonly DeclaredAlarm[],
): GeneratedBlock {
  const services = [...new Set(emitted.map(({ service }) => service))];
  const names = [...new Set(emitted.map(({ name }) => name))];
  const rows = names.map((name) => {
    const written = emitted.filter((metric) => metric.name === name);
    const dimensions = onlyOne(written, 'dimensions', (metric) =>
      metric.dimensions
        .filter((dimension) => dimension !== 'Service')
        .map(code)
        .join(', '),
    );
    return [
      code(name),
      dimensions,
      onlyOne(written, 'unit', ({ unit }) => unit) || 'Count',
      prose(onlyOne(written, 'docstring', ({ meaning }) => meaning)),
      alarms
        .filter(({ metric }) => metric === name)
        .map(({ name: alarm, runbook }) => `[${code(alarm)}](../../docs/runbooks/${runbook}.md)`)
        .join(', '),
    ];
  });
  const head = ['metric', 'by', 'unit', 'meaning', 'alarm'];
  const told = `All of them in \`METRICS_NAMESPACE\`, with the dimension \`Service\` = ${services.map(code).join(', ')}.`;
  return { name: 'metrics', markdown: `${told}\n\n${markdownTable(head, rows)}` };
}

/** What all places say where a metric is written; those that say nothing follow the others. */
function onlyOne(
  written: readonly EmittedMetric[],
  what: string,
  of: (metric: EmittedMetric) => string | undefined,
): string {
  const said = [...new Set(written.map(of).filter((text) => text !== undefined))];
  const [text] = said;
  const places = written.map(({ name, at }) => `${name} (${at})`).join(', ');
  if (said.length > 1) throw new Error(`${places}: more than one ${what}`);
  if (text === undefined && what === 'docstring')
    throw new Error(`${places}: no docstring says what it means`);
  return text ?? '';
}
