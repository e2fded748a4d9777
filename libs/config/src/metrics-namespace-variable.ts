import * as z from 'zod/mini';

/** `METRICS_NAMESPACE`: CloudWatch namespace of a deployment's metrics. Two deployments in one account have one each. */
export const metricsNamespaceVariable = z._default(
  z.string().check(z.regex(/^(?!AWS\/)[\w.\-/#:]{1,255}$/, 'is a CloudWatch namespace, not one of AWS')),
  'Sluice',
);
