import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import { invalidParameter, sqsError } from './sqs-errors.js';

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export interface RedriveAllowPolicy {
  readonly redrivePermission: 'allowAll' | 'denyAll' | 'byQueue';
  readonly sourceQueueArns?: readonly string[] | undefined;
}

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
const jsonSettings = ['RedrivePolicy', 'RedriveAllowPolicy'];

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

const redrivePolicySchema = z.object({
  deadLetterTargetArn: z.string().regex(/^arn:[^:]+:sqs:[^:]+:\d{12}:[\w.-]+$/),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

const redriveAllowPolicySchema = z
  .object({
    redrivePermission: z.enum(['allowAll', 'denyAll', 'byQueue']),
    sourceQueueArns: z.array(z.string()).min(1).max(10).optional(),
  })
  .refine((policy) => (policy.redrivePermission === 'byQueue') === (policy.sourceQueueArns !== undefined));

/**
 * Checks attributes as given to CreateQueue or SetQueueAttributes and brings their values into one form.
 * An empty policy removes it. Throws `InvalidAttributeName` or `InvalidAttributeValue`.
 */
export function checkSettings(given: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const range = ranges[name];
    if (range !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.least || number > range.most) throw invalidValue(name);
      checked[name] = String(number);
    } else if (jsonSettings.includes(name)) {
      checked[name] = value === '' ? '' : checkPolicy(name, value);
    } else if (inert.includes(name)) {
      checked[name] = value;
    } else if (/^(Fifo|ContentBased|Deduplication)/.test(name)) {
      if (value !== 'false') throw invalidParameter('local-aws has standard queues only.');
    } else {
      throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
  return checked;
}

function checkPolicy(name: string, value: string): string {
  const schema = name === 'RedrivePolicy' ? redrivePolicySchema : redriveAllowPolicySchema;
  const policy = schema.safeParse(parseJson(value));
  if (!policy.success) {
    throw invalidParameter(
      `Value ${value} for parameter ${name} is invalid. Reason: Redrive policy is not a valid JSON map.`,
    );
  }
  return JSON.stringify(policy.data);
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
