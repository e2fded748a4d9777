import { describePolicy, type CollectedPolicy } from '../policies/collected-policy.js';
import type { Statement } from '../policies/policy-document.js';

/** What a rule does not let pass. */
export interface Finding {
  readonly rule: string;
  /** Of the resource that Terraform makes. */
  readonly address: string;
  /** Whose policy it is: a role's name, a bucket's … */
  readonly owner: string;
  /** The statement, and what of it. */
  readonly where: string;
  readonly what: string;
}

/** Where all of it belongs. */
export interface Deployment {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** What the names of its resources begin with: `sluice-dev-`. */
  readonly prefix: string;
}

/** A rule on one policy: what it does not let pass, in words; nothing when all is well. */
export interface PolicyRule {
  readonly name: string;
  readonly check: (policy: CollectedPolicy, deployment: Deployment) => readonly Fault[];
}

export interface Fault {
  readonly statement: Statement;
  readonly what: string;
}

export const findingOf = (rule: string, policy: CollectedPolicy, { statement, what }: Fault): Finding => ({
  rule,
  address: policy.address,
  owner: policy.owner,
  where: `${describePolicy(policy)}, statement ${statement.Sid === '' ? 'without a name' : statement.Sid}`,
  what,
});

export const allows = ({ document }: CollectedPolicy): readonly Statement[] =>
  document.Statement.filter(({ Effect }) => Effect === 'Allow');

/** The values that a statement asks of a condition key, whatever the operator; none when it does not ask. */
export const conditionValues = ({ Condition }: Statement, key: string): readonly string[] =>
  Object.entries(Condition).flatMap(([operator, keys]) =>
    // A condition that is met by what is absent binds nothing.
    /IfExists$|^Null$|Not/i.test(operator)
      ? []
      : Object.entries(keys).flatMap(([name, values]) =>
          name.toLowerCase() === key.toLowerCase() ? values : [],
        ),
  );
