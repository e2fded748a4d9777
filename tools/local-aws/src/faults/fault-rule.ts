import * as z from 'zod';

/** A fault to inject; checked as untrusted input, because it also arrives over the admin API. */
export const faultRuleSchema = z.strictObject({
  /** The service's signing name, for example `sqs`. */
  service: z.string().min(1),
  /** All operations when left out. */
  operation: z.string().min(1).optional(),
  /** Part of the bucket/key, queue URL, stream or topic that the request names. */
  resource: z.string().min(1).optional(),
  /**
   * `error`: answered instead of doing it. `delay`: done later. `drop-after`: done, and then the connection is
   * cut before the answer, so that the caller cannot know.
   */
  kind: z.enum(['error', 'drop-after', 'delay']),
  /** Error code, for `error`. Default `ServiceUnavailable`. */
  code: z.string().min(1).optional(),
  /** HTTP status, for `error`. Default 503 without a code, else 400. */
  status: z.int().min(400).max(599).optional(),
  /** How often it strikes; without end when left out. */
  times: z.int().positive().optional(),
  /** Of each request that matches, between 0 and 1; drawn from a generator seeded with `seed`. Default 1. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  /** For `delay`, in milliseconds. Default 1000. */
  delayMs: z.int().min(0).max(600_000).optional(),
});

export type FaultRule = z.infer<typeof faultRuleSchema>;

/** A rule in force. */
export type ActiveFault = FaultRule & { readonly id: string; readonly struck: number };
