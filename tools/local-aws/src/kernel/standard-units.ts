/**
 * CloudWatch's units, in the order in which it takes one when a query names none and data has several: the statistics
 * are those of that unit alone. Seen on AWS, not documented.
 */
export const standardUnits = [
  'Megabits',
  'Terabits',
  'Gigabits',
  'Count',
  'Bytes',
  'Gigabytes',
  'Gigabytes/Second',
  'Kilobytes',
  'Kilobits/Second',
  'Terabytes',
  'Terabits/Second',
  'Bytes/Second',
  'Percent',
  'Megabytes',
  'Megabits/Second',
  'Milliseconds',
  'Microseconds',
  'Kilobytes/Second',
  'Gigabits/Second',
  'Megabytes/Second',
  'Bits',
  'Bits/Second',
  'Count/Second',
  'Seconds',
  'Kilobits',
  'Terabytes/Second',
  'None',
] as const;

export type StandardUnit = (typeof standardUnits)[number];

export const isStandardUnit = (unit: string): unit is StandardUnit =>
  (standardUnits as readonly string[]).includes(unit);
