import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import { invalidParameter, sqsError } from './sqs-errors.js';

/** Where a queue's messages go that were received too often. */
export type RedrivePolicy = z.infer<typeof policySchemas.RedrivePolicy>;
/** Which queues may name this one in their redrive policy; all of them where there is none. */
export type RedriveAllowPolicy = z.infer<typeof policySchemas.RedriveAllowPolicy>;

export type PolicyName = keyof typeof policySchemas;

const queueArn = z.string().regex(/^arn:[^:]+:sqs:[^:]+:\d{12}:[\w.-]+$/);

const policySchemas = {
  RedrivePolicy: z.strictObject({
    deadLetterTargetArn: queueArn,
    maxReceiveCount: z.coerce.number().int().min(1).max(1000),
  }),
  RedriveAllowPolicy: z.union([
    z.strictObject({ redrivePermission: z.enum(['allowAll', 'denyAll']) }),
    z.strictObject({
      redrivePermission: z.literal('byQueue'),
      sourceQueueArns: z.array(z.string()).min(1).max(10),
    }),
  ]),
};

export const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(policySchemas, name);

/** Brings a policy into one form. Throws what AWS answers to a text that is none. */
export function checkPolicy(name: PolicyName, text: string): string {
  const given = parseJson(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw sqsError(
      'InvalidAttributeValue',
      `Invalid value for the parameter ${name}. Reason: It is not a valid JSON map.`,
    );
  }
  const policy = policySchemas[name].safeParse(given);
  if (policy.success) return JSON.stringify(policy.data);
  const [issue] = policy.error.issues;
  const fault = issue === undefined || issue.path.length === 0 ? 'its attributes' : issue.path.join('.');
  throw refusedPolicy(name, text, `Invalid value for ${fault}.`);
}

/** What AWS answers to a policy that can be read, but not followed. */
export const refusedPolicy = (name: PolicyName, text: string, reason: string) =>
  invalidParameter(`Value ${text} for parameter ${name} is invalid. Reason: ${reason}`);

/** Whether a queue may send its dead letters to the queue that has this policy. */
export const allowsSource = (policy: RedriveAllowPolicy | undefined, sourceArn: string): boolean =>
  policy === undefined ||
  policy.redrivePermission === 'allowAll' ||
  (policy.redrivePermission === 'byQueue' && policy.sourceQueueArns.includes(sourceArn));
