import Table from 'cli-table3';
import { median } from '../measurement.js';
import type { ConsumingReport } from './bench-consuming.js';
import { consumerTitles } from './consumer-names.js';
import { consumingGoals, ratioOf, reference } from './consuming-goals.js';
import type { DrainRun } from './drain-queue.js';

const style = { head: [], border: [], compact: true };
const thousands = (value: number): string => Math.round(value).toLocaleString('en');

/** For people: medians beside the other consumer, and the goals. */
export function renderConsuming(report: ConsumingReport): string {
  const { cases, messages } = report;
  const table = new Table({
    head: ['', 'messages/s', 'min–max', 'of sqs-consumer', 'CPU for 1,000', 'of sqs-consumer'],
    colAligns: ['left', ...Array.from({ length: 5 }, () => 'right' as const)],
    style,
  });
  for (const { name, runs } of cases) {
    const rates = runs.map(({ seconds }) => messages / seconds);
    const cpu = runs.map(({ cpuSeconds }) => (cpuSeconds / messages) * 1_000_000);
    const ratio = (figure: (run: DrainRun) => number) => ratioOf(report, name, reference, figure).toFixed(2);
    table.push([
      consumerTitles[name],
      thousands(median(rates)),
      `${thousands(Math.min(...rates))}–${thousands(Math.max(...rates))}`,
      ratio(({ seconds }) => 1 / seconds),
      `${median(cpu).toFixed(0)} ms`,
      ratio(({ cpuSeconds }) => cpuSeconds),
    ]);
  }
  return [
    `${thousands(messages)} messages of 256 B in a full queue, nothing to do for each.`,
    table.toString(),
    `Medians of ${cases[0]?.runs.length ?? 0} rounds, ratios to handleMessageBatch within a round. CPU: of the consumer’s process.`,
    ...consumingGoals(report).map(
      ({ name, value, goal, reached }) =>
        `${reached ? 'reached    ' : 'NOT REACHED'}  ${name}: ${value.toFixed(2)} × (${goal})`,
    ),
    '',
  ].join('\n');
}
