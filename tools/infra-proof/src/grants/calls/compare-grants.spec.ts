import { describe, expect, it } from 'vitest';
import { collectPolicies } from '../policies/collect-policies.js';
import { planned, policyText } from '../rules/rule-cases.testing.js';
import { compareGrants, type NeededOfRole } from './compare-grants.js';
import { rolesOf } from './roles-of-plan.js';

const files = 'arn:aws:sqs:eu-west-1:1:files';
const key = 'arn:aws:kms:eu-west-1:1:key/k';
const via = (...services: readonly string[]) => ({ StringEquals: { 'kms:ViaService': services } });

const compared = (calls: readonly Omit<NeededOfRole, 'why'>[], ...statements: readonly object[]) => {
  const trust = policyText({ Effect: 'Allow', Principal: { Service: 's' }, Action: 'sts:AssumeRole' });
  const resources = [
    planned('aws_iam_role', { name: 'r', assume_role_policy: trust }),
    planned('aws_iam_role_policy', { role: 'r', name: 'p', policy: policyText(...statements) }),
    planned('aws_iam_role_policy', {
      role: 'another',
      name: 'p',
      policy: policyText({ Effect: 'Allow', Action: 'sqs:Everything', Resource: '*' }),
    }),
  ];
  const [role] = rolesOf(resources, collectPolicies(resources).policies);
  if (role === undefined) throw new Error('no role');
  return compareGrants(
    role,
    calls.map((call) => ({ ...call, why: 'w' })),
  );
};

const send = { action: 'sqs:SendMessage', resource: files };
const allow = (Action: string | string[], Resource: string | string[], more = {}) => ({
  Sid: 'S',
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

describe('compareGrants', () => {
  it('is content with what is needed and no more', () => {
    expect(compared([send], allow('sqs:SendMessage', files))).toEqual({ missing: [], superfluous: [] });
  });

  it('says what is missing, and what denies it', () => {
    expect(compared([send]).missing).toEqual([
      `r: sqs:SendMessage on ${files} is not allowed, and needed for w`,
    ]);
    const deny = { Effect: 'Deny', Action: 'sqs:*', Resource: '*' };
    expect(compared([send], allow('sqs:SendMessage', files), deny).missing[0]).toMatch(/explicitly denied/);
  });

  it('says what nobody asks, action by action and resource by resource', () => {
    const wide = allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], [files, `${files}-dlq`]);
    expect(compared([send], wide).superfluous).toEqual([
      `policy of a role r, p, statement S: nothing needs sqs:SendMessage on ${files}-dlq`,
      `policy of a role r, p, statement S: nothing needs sqs:ReceiveMessage on ${files}`,
      `policy of a role r, p, statement S: nothing needs sqs:ReceiveMessage on ${files}-dlq`,
    ]);
  });

  it('holds a list to the prefix that is listed', () => {
    const list = (prefix: string) => ({
      action: 's3:ListBucket',
      resource: 'b',
      context: { 's3:prefix': prefix },
    });
    const bound = allow('s3:ListBucket', 'b', { Condition: { StringLike: { 's3:prefix': 'attempts/*' } } });
    expect(compared([list('attempts/*')], bound)).toEqual({ missing: [], superfluous: [] });
    expect(compared([list('attempts/*'), list('')], bound).missing).toHaveLength(1);
  });

  it('holds the key to the services that it is used through', () => {
    const decrypt = { action: 'kms:Decrypt', resource: key, context: { 'kms:ViaService': 'sqs' } };
    const use = (...services: readonly string[]) =>
      allow('kms:Decrypt', key, { Condition: via(...services) });
    expect(compared([decrypt], use('sqs'))).toEqual({ missing: [], superfluous: [] });
    expect(compared([decrypt], use('s3')).missing).toHaveLength(1);
    expect(compared([decrypt], use('sqs', 's3')).superfluous).toEqual([
      'policy of a role r, p, statement S: nothing needs the key through s3',
    ]);
    expect(compared([decrypt], allow('kms:Encrypt', key, { Condition: via('sqs') })).superfluous).toEqual([
      `policy of a role r, p, statement S: nothing needs kms:Encrypt on ${key}`,
      'policy of a role r, p, statement S: nothing needs the key through sqs',
    ]);
  });
});
