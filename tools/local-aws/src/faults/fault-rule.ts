import * as z from 'zod';

/**
 * What can happen to a request. `error`: answered instead of doing it. `throttle`: the same, with the code that the
 * service itself throttles with. `slow`: done later. `drop-after`: done, and then the connection is cut before the
 * answer, so that the caller cannot know. `hold`: done once the rule is removed, and never when the caller has gone by
 * then. `hold-after`: done, and answered once the rule is removed. `kill-before`: the process that made it, a task or an
 * execution environment, is killed, and it is not done. `kill-after`: it is done, and then that process is killed before
 * the answer. Requests of nobody's process are not struck by either.
 */
export const requestFaults = [
  'error',
  'throttle',
  'slow',
  'drop-after',
  'hold',
  'hold-after',
  'kill-before',
  'kill-after',
] as const;

/** Of which one alone can strike a request: it is then answered with an error, or not at all. */
export const endingFaults = ['error', 'throttle', 'drop-after', 'kill-before', 'kill-after'] as const;

export type EndingFault = (typeof endingFaults)[number];

/**
 * What can happen to something on its way to its receiver: a message to whoever receives, an event of S3 or a
 * notification of SNS to its target, a batch of a stream to its function. `duplicate`: it comes twice. `delay`: it comes
 * later. `reorder`: later ones may overtake it.
 */
export const deliveryFaults = ['duplicate', 'delay', 'reorder'] as const;

/**
 * What can happen to a statement of the warehouse, which runs after its request was answered. `hold-statement`: it runs
 * once the rule is removed. `fail-statement`: it fails, and nothing of its transaction stays. `kill-statement`: it runs once
 * the process that submitted it is killed; the transaction goes on without it.
 */
export const statementFaults = ['hold-statement', 'fail-statement', 'kill-statement'] as const;

/**
 * What can happen to one entry of a batch, `SendMessageBatch` or `PutRecords`, beside others that succeed. `fail-entry`:
 * it is answered as failed, through no fault of its sender's, and is not done.
 */
export const entryFaults = ['fail-entry'] as const;

const kinds = [...requestFaults, ...deliveryFaults, ...statementFaults, ...entryFaults] as const;

/** What means something for a kind only. */
const settingsOf: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  error: ['operation', 'caller', 'code', 'status'],
  throttle: ['operation', 'caller'],
  slow: ['operation', 'caller', 'delayMs'],
  'drop-after': ['operation', 'caller'],
  hold: ['operation', 'caller'],
  'hold-after': ['operation', 'caller'],
  'kill-before': ['operation', 'caller'],
  'kill-after': ['operation', 'caller'],
  duplicate: ['delayMs'],
  delay: ['delayMs'],
  reorder: ['delayMs'],
  'hold-statement': ['caller', 'statement'],
  'fail-statement': ['caller', 'statement', 'code'],
  'kill-statement': ['caller', 'statement'],
  'fail-entry': ['operation', 'code'],
};

/** A fault to inject; checked as untrusted input, because it also arrives over the admin API and from files. */
export const faultRuleSchema = z
  .strictObject({
    /** The service's signing name, for example `sqs`; for deliveries the service that delivers. */
    service: z.string().min(1),
    /** All operations when left out. Deliveries and statements have none. */
    operation: z.string().min(1).optional(),
    /**
     * Part of the bucket/key, queue URL, stream or topic that the request or delivery names; of a statement, part of the
     * name that it was submitted with.
     */
    resource: z.string().min(1).optional(),
    /** Part of the access key id of whoever asks, or submitted the statement: `ecs-NAME` of tasks, `lambda-NAME`. */
    caller: z.string().min(1).optional(),
    kind: z.enum(kinds),
    /**
     * For `error` its code, by default `ServiceUnavailable`; for `fail-entry` the entry's, by default what the service
     * calls an error of its own; for `fail-statement` the SQLSTATE, by default the conflict of serializable transactions,
     * which Redshift numbers 1023.
     */
    code: z
      .string()
      .regex(/^[\w.#-]+$/)
      .optional(),
    /** HTTP status, for `error`. Default 503 without a code, else 400. */
    status: z.int().min(400).max(599).optional(),
    /**
     * Which statement of its batch, from 1; one more than there are is the commit. Every one, and the commit, when left
     * out.
     */
    statement: z.int().positive().optional(),
    /** How often it strikes; without end when left out. */
    times: z.int().positive().optional(),
    /** Of each request or delivery that matches, between 0 and 1; drawn from a generator seeded with `seed`. Default 1. */
    probability: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
    /**
     * For `slow` and `delay`, and the most for `reorder`, which draws from the seeded generator; for `duplicate` the
     * time to the second arrival. In milliseconds. Default 1000, for `duplicate` 0.
     */
    delayMs: z.int().min(0).max(600_000).optional(),
  })
  .superRefine((rule, context) => {
    for (const setting of ['operation', 'caller', 'code', 'status', 'statement', 'delayMs'] as const) {
      if (rule[setting] === undefined || settingsOf[rule.kind].includes(setting)) continue;
      context.addIssue({ code: 'custom', path: [setting], message: `means nothing for ${rule.kind}` });
    }
  });

/** What a file of faults holds. */
export const faultRulesSchema = z.array(faultRuleSchema);

export type FaultRule = z.infer<typeof faultRuleSchema>;

/** A rule in force. */
export type ActiveFault = FaultRule & { readonly id: string; readonly struck: number };

/** What a rule strikes. */
export function faultClassOf({ kind }: FaultRule): 'request' | 'delivery' | 'statement' | 'entry' {
  if ((deliveryFaults as readonly string[]).includes(kind)) return 'delivery';
  if ((entryFaults as readonly string[]).includes(kind)) return 'entry';
  return (statementFaults as readonly string[]).includes(kind) ? 'statement' : 'request';
}
