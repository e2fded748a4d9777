const DAY_SECONDS = 86_400;

/**
 * How often an alarm is evaluated, in milliseconds: once a minute, every ten seconds where its periods are shorter
 * than that, once an hour where it looks back more than a day. No setting names these pauses, so they are divided by
 * the wait scale; the periods themselves are settings and are not.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluationPauseMs(
  {
    periodSeconds,
    evaluationPeriods,
  }: { readonly periodSeconds: number; readonly evaluationPeriods: number },
  waitScale: number,
): number {
  if (periodSeconds * evaluationPeriods > DAY_SECONDS) return 3_600_000 / waitScale;
  return (periodSeconds < 60 ? 10_000 : 60_000) / waitScale;
}

/**
 * Whether an alarm, or a query, may have such a period: 10, 20, 30 or a multiple of 60 seconds. A deployment whose waits are divided
 * has divided these as well and rounded them up: such periods are taken at the same wait scale.
 */
export function isPeriod(seconds: number, waitScale: number): boolean {
  if ([10, 20, 30].some((each) => seconds === each || seconds === Math.ceil(each / waitScale))) return true;
  if (seconds % 60 === 0) return true;
  const minutes = Math.floor((seconds * waitScale) / 60);
  return minutes > 0 && Math.ceil((minutes * 60) / waitScale) === seconds;
}

/** Whether an alarm may look back so far: a day, or a week where its periods are an hour at least. */
export const isWithinReach = (periodSeconds: number, evaluationPeriods: number): boolean =>
  periodSeconds * evaluationPeriods <= (periodSeconds < 3_600 ? DAY_SECONDS : 7 * DAY_SECONDS);
