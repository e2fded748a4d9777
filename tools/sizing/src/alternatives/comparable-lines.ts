import type { Line } from '../line.js';

const ownServices: ReadonlySet<string> = new Set([
  'CloudWatch',
  'X-Ray',
  'VPC endpoints',
  'KMS',
  'Secrets Manager',
]);

/** What the alternatives’ sums count as well: without logs, alarms, network, keys and the warehouse’s storage. */
export const comparableLines = (lines: readonly Line[]): Line[] =>
  lines.filter(({ service, price }) => !ownServices.has(service) && price !== 'redshift.managedGbMonth');
