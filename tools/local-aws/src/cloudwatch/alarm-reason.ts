import { comparisons, type AlarmConfig } from './alarm-config.js';
import type { AlarmStateValue } from './alarm-state.js';
import type { DataPoint } from './statistic.js';

/** What an evaluation looked at. */
export interface Evaluation {
  readonly atMs: number;
  /** At most as many as the alarm evaluates, oldest first. */
  readonly points: readonly DataPoint[];
  /** When the periods began that it had to do without, newest first. */
  readonly missing: readonly number[];
}

/** Why the state is what it is, in CloudWatch's words. */
export function reasonOf(
  config: AlarmConfig,
  state: AlarmStateValue,
  { points, missing }: Evaluation,
): string {
  const gaps = missing.length;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(gaps, 'datapoint')} ${were(gaps)} unknown.`;
  }
  const treated = `${counted(gaps, 'missing datapoint')} ${were(gaps)} treated as [${
    config.treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching'
  }].`;
  if (points.length === 0) {
    return `Threshold Crossed: no datapoints were received for ${counted(gaps, 'period')} and ${treated}`;
  }
  const { words, holds } = comparisons[config.comparison];
  const telling = points.filter(({ value }) => holds(value, config.threshold) === (state === 'ALARM'));
  if (telling.length === 0) return `Threshold Crossed: ${treated}`;
  const shown = telling.toReversed().map(({ value, startMs }) => `${decimal(value)} (${shortTime(startMs)})`);
  const not = state === 'OK' ? 'not ' : '';
  const verdict = `[${shown.join(', ')}] ${were(telling.length)} ${not}${words} the threshold (${decimal(config.threshold)})`;
  const { evaluationPeriods: all, datapointsToAlarm: least } = config;
  if (least === undefined) return `Threshold Crossed: ${counted(telling.length, 'datapoint')} ${verdict}.`;
  const [transition, needed] =
    state === 'ALARM' ? (['OK -> ALARM', least] as const) : (['ALARM -> OK', all - least + 1] as const);
  return `Threshold Crossed: ${telling.length} out of the last ${all} datapoints ${verdict} (minimum ${counted(needed, 'datapoint')} for ${transition} transition).`;
}

/** The same for programs, as JSON. */
export function reasonDataOf(config: AlarmConfig, { atMs, points, missing }: Evaluation): string {
  const [oldest] = points;
  const evaluated = [
    ...points.map(({ startMs, sampleCount, value }) => ({ startMs, sampleCount, value })),
    ...missing.map((startMs) => ({ startMs })),
  ].sort((a, b) => b.startMs - a.startMs);
  return JSON.stringify({
    version: '1.0',
    queryDate: longTime(atMs),
    startDate: oldest === undefined ? undefined : longTime(oldest.startMs),
    unit: config.unit,
    statistic: config.statistic,
    period: config.periodSeconds,
    recentDatapoints: points.map(({ value }) => value),
    threshold: config.threshold,
    evaluatedDatapoints: evaluated.map(({ startMs, ...rest }) => ({ timestamp: longTime(startMs), ...rest })),
  });
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
const were = (count: number): string => (count === 1 ? 'was' : 'were');
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

/** ISO 8601 as alarms have it: with an offset instead of the Z. */
export const longTime = (ms: number): string => new Date(ms).toISOString().replace('Z', '+0000');

/** `26/10/23 16:42:00` */
function shortTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split(/[T.]/);
  const [year, month, day] = date.slice(2).split('-');
  return `${day}/${month}/${year} ${time}`;
}
