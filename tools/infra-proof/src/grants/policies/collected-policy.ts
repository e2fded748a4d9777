import type { PolicyDocument } from './policy-document.js';

export type PolicyKind =
  | 'trust of a role'
  | 'policy of a role'
  | 'policy to attach'
  | 'policy of a bucket'
  | 'policy of a queue'
  | 'policy of a topic'
  | 'policy of a key'
  | 'policy of a repository'
  | 'policy of an endpoint'
  | 'policy of a secret';

/** A policy with whose it is. */
export interface CollectedPolicy {
  /** Of the resource that carries it. */
  readonly address: string;
  readonly kind: PolicyKind;
  /** Of the role, bucket, queue …; of a customer-managed policy its own. */
  readonly owner: string;
  /** Of a role's inline policy. */
  readonly name?: string;
  readonly document: PolicyDocument;
}

/** Whose and which, for people. */
export const describePolicy = ({ kind, owner, name }: CollectedPolicy): string =>
  `${kind} ${owner}${name === undefined ? '' : `, ${name}`}`;
