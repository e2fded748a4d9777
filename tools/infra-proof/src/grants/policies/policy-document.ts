import * as z from 'zod';

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));

const principals = z.union([
  z.literal('*').transform((): Record<string, string[]> => ({ '*': ['*'] })),
  z.record(z.string(), oneOrMany),
]);

const conditionValue = z
  .union([z.string(), z.boolean(), z.number()])
  .transform(String)
  .or(z.array(z.union([z.string(), z.boolean(), z.number()]).transform(String)))
  .transform((value) => (typeof value === 'string' ? [value] : value));

const statementSchema = z.strictObject({
  Sid: z.string().default(''),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principals.optional(),
  NotPrincipal: principals.optional(),
  Action: oneOrMany.optional(),
  NotAction: oneOrMany.optional(),
  Resource: oneOrMany.optional(),
  NotResource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), conditionValue)).default({}),
});

/** One statement, with lists where IAM lets a text stand. */
export type Statement = z.infer<typeof statementSchema>;

const documentSchema = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z
    .union([statementSchema, z.array(statementSchema)])
    .transform((value) => (Array.isArray(value) ? value : [value])),
});

export type PolicyDocument = z.infer<typeof documentSchema>;

/**
 * Reads a policy as IAM takes it.
 * @throws {ZodError} for what is none, elements that are not known included: what is not read is not checked
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const parsePolicy = (json: string): PolicyDocument => documentSchema.parse(JSON.parse(json));
