import { describe, expect, it } from 'vitest';
import { boundServices, knownPrincipals } from './bound-principals.js';
import { deployment, queueArn, told } from './rule-cases.testing.js';

const account = deployment.accountId;
const allow = (Principal: unknown, Condition = {}) => ({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: queueArn,
  Principal,
  Condition,
});
const ofAccount = { StringEquals: { 'aws:PrincipalAccount': account } };

describe('known-principals', () => {
  const says = (statement: object) => told(knownPrincipals, statement, 'policy of a queue');

  it('lets who belongs to the account pass, and everybody who is bound to it', () => {
    expect(says(allow({ AWS: `arn:aws:iam::${account}:root` }))).toEqual([]);
    expect(says(allow({ AWS: account }))).toEqual([]);
    expect(says(allow('*', ofAccount))).toEqual([]);
    expect(says({ ...allow('*'), Effect: 'Deny' })).toEqual([]);
  });

  it('refuses everybody, others, and conditions that bind nobody', () => {
    expect(says(allow('*'))).toEqual(['*']);
    expect(says(allow({ AWS: '*' }))).toEqual(['*']);
    expect(says(allow({ AWS: ['arn:aws:iam::999999999999:root'] }))).toEqual([
      'arn:aws:iam::999999999999:root',
    ]);
    expect(says(allow({ AWS: `arn:aws:iam::${account}:role/*` }))).toEqual([
      `arn:aws:iam::${account}:role/*`,
    ]);
    for (const condition of [
      { StringEquals: { 'aws:PrincipalAccount': '999999999999' } },
      { StringEqualsIfExists: { 'aws:PrincipalAccount': account } },
      { StringNotEquals: { 'aws:PrincipalAccount': account } },
      { StringEquals: { 'aws:PrincipalAccount': [account, '999999999999'] } },
      { Bool: { 'aws:SecureTransport': 'true' } },
    ])
      expect(says(allow('*', condition))).toEqual(['*']);
  });

  it('asks for a principal of what is attached to a resource, and none of a role’s own', () => {
    const none = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn };
    expect(says(none)).toEqual(['no principal']);
    expect(told(knownPrincipals, none, 'policy of a role')).toEqual([]);
  });
});

describe('bound-services', () => {
  const says = (condition?: object) =>
    told(boundServices, allow({ Service: 'lambda.amazonaws.com' }, condition), 'trust of a role');

  it('lets services pass that act for this account', () => {
    expect(says({ StringEquals: { 'aws:SourceAccount': account } })).toEqual([]);
    expect(says({ ArnLike: { 'aws:SourceArn': `arn:aws:lambda:eu-west-1:${account}:function:f` } })).toEqual(
      [],
    );
  });

  it('refuses services that act for anybody', () => {
    expect(says()).toEqual(['lambda.amazonaws.com']);
    expect(says({ StringEquals: { 'aws:SourceAccount': '999999999999' } })).toEqual(['lambda.amazonaws.com']);
    expect(says({ ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::sluice-dev-landing' } })).toEqual([
      'lambda.amazonaws.com',
    ]);
  });
});
