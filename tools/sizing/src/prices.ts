import * as z from 'zod';

/** What is billed, in the unit that it is billed by here. */
export const priceKeys = [
  'kinesis.shardHour',
  'kinesis.extendedRetentionShardHour',
  'kinesis.millionPutUnits',
  'kinesis.onDemandStreamHour',
  'kinesis.onDemandGbIn',
  'kinesis.onDemandGbOut',
  'kinesis.onDemandExtendedGbMonth',
  'lambda.millionRequests',
  'lambda.armGbSecond',
  'sqs.millionRequests',
  's3.gbMonth',
  's3.thousandPuts',
  's3.thousandGets',
  'fargate.vcpuHour',
  'fargate.gbHour',
  'redshift.rpuHour',
  'redshift.managedGbMonth',
  'kms.keyMonth',
  'kms.tenThousandRequests',
  'secretsManager.secretMonth',
  'cloudwatch.logsGb',
  'cloudwatch.logsGbMonth',
  'cloudwatch.alarmMonth',
  'cloudwatch.metricMonth',
  'cloudwatch.dashboardMonth',
  'xray.millionTraces',
  'vpc.endpointHour',
  'vpc.endpointGb',
  'firehose.gb',
  'glue.dpuHour',
] as const;

export type PriceKey = (typeof priceKeys)[number];

const date = z.iso.date();

const priceSchema = z.strictObject({
  /** US dollars for one `unit`. */
  value: z.number().nonnegative(),
  unit: z.string().min(1),
  source: z.url({ protocol: /^https$/ }),
  /** The date that the source states for it; null where it states none. */
  asOf: date.nullable(),
  readOn: date,
  /** The figure was read in `source` itself, for this region. */
  verified: z.boolean(),
  note: z.string().min(1).optional(),
});

export const priceListSchema = z.strictObject({
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/),
  currency: z.literal('USD'),
  prices: z.strictObject(
    Object.fromEntries(priceKeys.map((key) => [key, priceSchema])) as Record<PriceKey, typeof priceSchema>,
  ),
});

export type PriceList = z.infer<typeof priceListSchema>;

/**
 * @throws {TypeError} that names every problem of the file at once
 */
export function parsePrices(json: unknown, name: string): PriceList {
  const parsed = priceListSchema.safeParse(json);
  if (!parsed.success) throw new TypeError(`${name}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
