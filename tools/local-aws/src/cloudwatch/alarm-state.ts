export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/**
 * AWS looks somewhat further back than the evaluation periods, and fills gaps only when even that has too few
 * data points. How far it does not say; its examples look back five periods for three.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const EXTRA_PERIODS = 2;

export interface AlarmRule {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/**
 * The state that follows from the periods of the evaluation range, oldest first: breaching, not breaching, or
 * undefined where there is no data point.
 */
export function nextState(
  rule: AlarmRule,
  periods: readonly (boolean | undefined)[],
  current: AlarmStateValue,
): AlarmStateValue {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const known = periods.filter((breaching) => breaching !== undefined).slice(-evaluationPeriods);
  const breaching = known.filter(Boolean).length;
  const gaps = evaluationPeriods - known.length;
  const verdict = (count: number): AlarmStateValue => (count >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (gaps === 0) return verdict(breaching);
  if (treatMissingData === 'breaching') return verdict(breaching + gaps);
  if (treatMissingData === 'notBreaching') return verdict(breaching);
  // A data point within the threshold decides, and so do enough beyond it.
  if (breaching < known.length || breaching >= datapointsToAlarm) return verdict(breaching);
  if (treatMissingData === 'ignore') return current;
  // Too few, though nothing speaks against them: it goes off once the oldest is as old as it takes to alarm.
  const age = periods.length - periods.indexOf(true);
  return breaching > 0 && age >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
}
