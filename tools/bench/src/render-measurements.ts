import Table from 'cli-table3';
import { isReached, median, medianRatio, type Measurement } from './measurement.js';

/** For people: minimum, median and maximum of each figure, beside its goal. */
export function renderMeasurements(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: ['figure', 'min', 'median', 'max', 'of a bare server', 'goal', ''],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  for (const each of measurements) {
    const { name, unit, values } = each;
    const figure = (value: number) => `${Math.round(value).toLocaleString('en')} ${unit}`;
    const ratio = medianRatio(each);
    table.push([
      name,
      figure(Math.min(...values)),
      figure(median(values)),
      figure(Math.max(...values)),
      ratio === undefined ? '' : ratio.toFixed(2),
      goalText(each, figure),
      { true: 'reached', false: 'NOT REACHED', undefined: '' }[String(isReached(each)) as 'true'],
    ]);
  }
  return `${table.toString()}\n`;
}

function goalText({ goal }: Measurement, figure: (value: number) => string): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `≥ ${figure(goal.atLeast)}` : `< ${figure(goal.below)}`;
}
