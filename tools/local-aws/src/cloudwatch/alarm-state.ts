export type AlarmStateValue = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

/**
 * AWS looks somewhat further back than the evaluation periods, and fills gaps only when even that has too few
 * data points.
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
  switch (treatMissingData) {
    case 'breaching':
      return verdict(breaching + gaps);
    case 'notBreaching':
      return verdict(breaching);
    case 'ignore':
      // What is there decides only if the gaps could not change it.
      return breaching < datapointsToAlarm && breaching === known.length ? current : verdict(breaching);
    case 'missing':
      if (known.length === 0) return 'INSUFFICIENT_DATA';
      return breaching === known.length ? 'ALARM' : verdict(breaching);
  }
}
