import { parseJson } from '../kernel/parse-json.js';
import {
  checkPolicy,
  isPolicyName,
  type RedriveAllowPolicy,
  type RedrivePolicy,
} from './dead-letter-policies.js';
import { sqsError } from './sqs-errors.js';

/** The settings that change what a queue does; seconds as SQS has them. */
export interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly waitSeconds: number;
  readonly maximumMessageSizeBytes: number;
  readonly redrive: RedrivePolicy | undefined;
  readonly redriveAllow: RedriveAllowPolicy | undefined;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly initial: number;
}

const ranges: Readonly<Record<string, Range>> = {
  VisibilityTimeout: { least: 0, most: 43_200, initial: 30 },
  MessageRetentionPeriod: { least: 60, most: 1_209_600, initial: 345_600 },
  DelaySeconds: { least: 0, most: 900, initial: 0 },
  ReceiveMessageWaitTimeSeconds: { least: 0, most: 20, initial: 0 },
  MaximumMessageSize: { least: 1024, most: 1_048_576, initial: 1_048_576 },
  KmsDataKeyReusePeriodSeconds: { least: 60, most: 86_400, initial: 300 },
};

/** Kept and given back, without effect here. */
const inert = ['Policy', 'KmsMasterKeyId', 'SqsManagedSseEnabled'];

export const defaultAttributes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(ranges)
      .filter(([name]) => !name.startsWith('Kms'))
      .map(([name, { initial }]) => [name, String(initial)]),
  ),
  SqsManagedSseEnabled: 'true',
};

const invalidValue = (name: string) =>
  sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

/**
 * Checks attributes as given to CreateQueue or SetQueueAttributes and brings their values into one form.
 * An empty policy removes it. Throws what AWS answers to names and values that a standard queue does not have.
 */
export function checkSettings(given: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const range = ranges[name];
    if (range !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.least || number > range.most) throw invalidValue(name);
      checked[name] = String(number);
    } else if (isPolicyName(name)) {
      checked[name] = value === '' ? '' : checkPolicy(name, value);
    } else if (inert.includes(name)) {
      checked[name] = value;
    } else {
      throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
  return checked;
}

/** From attributes that `checkSettings` returned, on top of the defaults. */
export function readSettings(attributes: Readonly<Record<string, string>>): QueueSettings {
  const number = (name: string) => Number(attributes[name]);
  return {
    visibilityTimeoutSeconds: number('VisibilityTimeout'),
    retentionSeconds: number('MessageRetentionPeriod'),
    delaySeconds: number('DelaySeconds'),
    waitSeconds: number('ReceiveMessageWaitTimeSeconds'),
    maximumMessageSizeBytes: number('MaximumMessageSize'),
    redrive: parseJson(attributes['RedrivePolicy'] ?? '') as RedrivePolicy | undefined,
    redriveAllow: parseJson(attributes['RedriveAllowPolicy'] ?? '') as RedriveAllowPolicy | undefined,
  };
}
