import type { PolicyDocument, Statement } from './policy-document.js';
import { matchesAction, matchesPattern } from './wildcard.js';

/** Something that is asked of AWS. */
export interface AskedCall {
  /** `service:Action`. */
  readonly action: string;
  /** An ARN; `*` for an action without a resource level. May end in `*` for all that is below. */
  readonly resource: string;
  /** What is known of the request, by condition key, for example `kms:ViaService`. */
  readonly context?: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

/** The order in which IAM decides within an account: an explicit deny, else an allow, else no. */
export function decide(documents: readonly PolicyDocument[], call: AskedCall): Decision {
  const statements = documents.flatMap(({ Statement: each }) => each);
  if (statements.some((statement) => statement.Effect === 'Deny' && applies(statement, call)))
    return 'explicitly denied';
  return statements.some((statement) => statement.Effect === 'Allow' && applies(statement, call))
    ? 'allowed'
    : 'not allowed';
}

/**
 * Whether a statement speaks of a call. Conditions on what is not known of the request are taken as met where they allow,
 * and as not met where they deny.
 */
export function applies(statement: Statement, { action, resource, context = {} }: AskedCall): boolean {
  const { Action, NotAction, Resource, NotResource } = statement;
  const ofAction = Action?.some((pattern) => matchesAction(pattern, action)) ?? false;
  const ofOtherAction =
    NotAction !== undefined && !NotAction.some((pattern) => matchesAction(pattern, action));
  const ofResource = Resource?.some((pattern) => matchesPattern(pattern, resource)) ?? false;
  const ofOtherResource =
    NotResource !== undefined && !NotResource.some((pattern) => matchesPattern(pattern, resource));
  return (ofAction || ofOtherAction) && (ofResource || ofOtherResource) && conditionsHold(statement, context);
}

const texts: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  stringequals: (pattern, value) => pattern === value || isVariable(pattern),
  stringequalsignorecase: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
  stringlike: matchesPattern,
  arnequals: matchesPattern,
  arnlike: matchesPattern,
  bool: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
};

const isVariable = (text: string): boolean => /^\$\{[^*?$][^}]*\}$/.test(text);

function conditionsHold(
  { Effect, Condition }: Statement,
  context: Readonly<Record<string, string>>,
): boolean {
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const unknownHolds = Effect === 'Allow';
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const value = known.get(key.toLowerCase());
      const holds =
        texts[
          operator
            .replace(/^For(AnyValue|AllValues):/i, '')
            .replace(/IfExists$/i, '')
            .toLowerCase()
        ];
      if (value === undefined || holds === undefined) return unknownHolds;
      return values.some((pattern) => holds(pattern, value));
    }),
  );
}
