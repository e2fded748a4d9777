const day = 86_400;

/**
 * The finest period that CloudWatch still keeps over so many seconds: minutes for 15 days, five minutes for 63, then
 * hours. Below a minute it is a second, which is of use for what is reported by the second alone.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
export function periodSeconds(lastSeconds: number): number {
  if (lastSeconds < 60) return 1;
  if (lastSeconds < 15 * day) return 60;
  return lastSeconds < 63 * day ? 300 : 3600;
}
