import type { Gap } from '../gaps.js';

export const cloudwatchGaps: readonly Gap[] = [
  {
    reason: 'moto checks few settings of an alarm',
    cases: [
      'cloudwatch: alarm settings: refuses other periods',
      'cloudwatch: alarm settings: refuses a period of no time',
      'cloudwatch: alarm settings: looks back at most a day with periods below an hour',
      'cloudwatch: alarm settings: looks back at most a week',
      'cloudwatch: alarm settings: refuses more datapoints to alarm than periods',
      'cloudwatch: alarm settings: needs a metric',
      'cloudwatch: alarm settings: needs a namespace',
      'cloudwatch: alarm settings: needs a period',
      'cloudwatch: alarm settings: needs a threshold',
      'cloudwatch: alarm settings: needs a statistic',
      'cloudwatch: alarm settings: refuses two statistics',
      'cloudwatch: alarm settings: refuses a comparison that there is not',
      'cloudwatch: alarm settings: refuses a treatment of missing data that there is not',
      'cloudwatch: alarm settings: refuses a unit that there is not',
      'cloudwatch: alarm settings: takes a name of 255 characters and refuses a longer one',
      'cloudwatch: alarm settings: refuses more than five actions for a state',
    ],
  },
  {
    reason: 'moto does not say when the state of an alarm changed last',
    cases: ['cloudwatch: alarms: describes an alarm with the defaults of what it was not told'],
  },
  {
    reason: 'moto begins anew with an alarm that is put again',
    cases: ['cloudwatch: alarms: replaces the settings of an alarm, and not its state'],
  },
  {
    reason:
      'moto takes one filter of alarms at a time, looks for actions at those of ALARM only, and has no pages',
    cases: [
      'cloudwatch: alarm queries: finds alarms by their state',
      'cloudwatch: alarm queries: finds alarms by the beginning of what they do',
      'cloudwatch: alarm queries: gives alarms in pages',
      'cloudwatch: alarm queries: refuses names and a prefix at once',
      'cloudwatch: alarm queries: refuses pages of more than a hundred',
      'cloudwatch: alarm queries: refuses a token that it did not give',
    ],
  },
  {
    reason: 'moto has no alarm that acts',
    cases: [
      'cloudwatch: alarm actions: tells a topic how its state changed',
      'cloudwatch: alarm actions: acts once for a state that it is in already',
      'cloudwatch: alarm actions: does all that stands for the state that it comes into, and nothing else',
      'cloudwatch: alarm actions: does nothing while its actions are off',
    ],
  },
  {
    reason: 'moto evaluates no alarm',
    cases: [
      'cloudwatch: alarm evaluation: goes off and calms down with its metric, and says why',
      'cloudwatch: alarm evaluation: treats missing data as it is told',
      'cloudwatch: alarm evaluation: goes back to what its metric says when it was set by hand',
      'cloudwatch: alarm evaluation: goes off when enough of its periods say so',
      'cloudwatch: alarm evaluation: watches data of its unit alone',
      'cloudwatch: alarm evaluation: goes off when messages wait in a queue',
    ],
  },
  {
    reason: 'moto reports nothing of what goes through its queues',
    cases: ['cloudwatch: queue metrics: *'],
  },
  {
    reason: 'moto keeps few limits of metric data',
    cases: [
      'cloudwatch: metric limits: refuses a datum without a value',
      'cloudwatch: metric limits: refuses a metric without a name',
      'cloudwatch: metric limits: refuses a resolution that is neither a second nor a minute',
      'cloudwatch: metric limits: refuses a unit that there is not',
      'cloudwatch: metric limits: refuses more than 1,000 metrics in a request',
      'cloudwatch: metric limits: refuses more than 150 values in a datum',
      'cloudwatch: metric limits: refuses numbers that are none',
      'cloudwatch: metric limits: refuses timestamps more than two hours ahead',
      'cloudwatch: metric limits: refuses timestamps of more than two weeks ago',
      'cloudwatch: metric limits: refuses values beyond 2^360',
      'cloudwatch: metric limits: takes 30 dimensions and refuses one more',
    ],
  },
  {
    reason: 'moto computes no percentiles',
    cases: ['cloudwatch: metrics: computes percentiles of single values'],
  },
  {
    reason: 'moto adds up all dimensions of a metric that is asked for without any',
    cases: ['cloudwatch: metrics: keeps the same name with other dimensions apart, whatever their order'],
  },
  {
    reason: 'moto gives metric data on one page',
    cases: ['cloudwatch: metric queries: gives the newest first unless asked otherwise, and in pages'],
  },
  {
    reason: 'moto does not read compressed bodies',
    cases: ['cloudwatch: metrics: takes large bodies, which its clients compress'],
  },
  {
    reason: 'moto answers with an error of its own, or none, to what it cannot read',
    cases: [
      'cloudwatch: requests: has no such operation',
      'cloudwatch: requests: refuses a body that is no JSON',
      'cloudwatch: requests: refuses a field of another type',
      'cloudwatch: requests: refuses a compressed body that is not',
      'cloudwatch: requests: refuses bodies of more than a megabyte',
    ],
  },
  {
    reason: 'moto finds no metrics in what a function writes',
    cases: [
      'cloudwatch: embedded metrics: finds metrics in what a function writes, each in all its dimensions',
    ],
  },
];
