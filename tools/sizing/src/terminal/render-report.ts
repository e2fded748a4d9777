import Table from 'cli-table3';
import { totalByService } from '../line.js';
import { dollars, figure } from '../quantity.js';
import { sizesOf, type Report } from '../report.js';

const table = (head: string[], colAligns: ('left' | 'right')[], rows: string[][]): string => {
  const made = new Table({ head, colAligns, style: { head: [], border: [] } });
  made.push(...rows);
  return made.toString();
};

/** For people at a terminal. */
export function renderReport(report: Report): string {
  const { deployment, alternatives, freshness, region } = report;
  const perTb = deployment.usdPerTb === undefined ? '' : `, ${dollars(deployment.usdPerTb)} for a TB of text`;
  return [
    `List prices of ${region}, without free tiers. Assumptions and formulas: docs/sizing.md\n`,
    table(
      ['needs', '', 'because of'],
      ['left', 'right', 'left'],
      sizesOf(report).map(({ what, value, why }) => [what, value, why]),
    ),
    table(
      ['service', 'what', 'quantity', 'unit', '$ a month'],
      ['left', 'left', 'right', 'left', 'right'],
      deployment.lines.map((each) => [
        each.service,
        each.what,
        figure(each.quantity),
        each.unit,
        dollars(each.usd),
      ]),
    ),
    table(
      ['service', '$ a month'],
      ['left', 'right'],
      [...totalByService(deployment.lines)].map(([service, usd]) => [service, dollars(usd)]),
    ),
    `Sluice: ${dollars(deployment.usdPerMonth)} a month${perTb}; an on-demand stream instead of shards would be ${dollars(deployment.onDemandStreamUsd)} of it.`,
    ...alternatives.map(({ name, usdPerMonth }) => `${name}: ${dollars(usdPerMonth)} a month.`),
    ...freshness.map(
      ({ hoursPerDay, points }) =>
        `\nFreshness of the stream, ${hoursPerDay} h a day\n${table(
          ['age', 'gathers', 'oldest row', 'wake-ups a day', 'RPU-h', '$ a month'],
          ['right', 'right', 'right', 'right', 'right', 'right'],
          points.map((point) => [
            `${point.ageSeconds} s`,
            `${figure(point.intervalSeconds)} s`,
            `${Math.round(point.oldestSeconds)} s`,
            figure(Math.round(point.wakeUpsPerDay)),
            figure(point.rpuHours),
            dollars(point.usdPerMonth),
          ]),
        )}`,
    ),
    '',
  ].join('\n');
}
