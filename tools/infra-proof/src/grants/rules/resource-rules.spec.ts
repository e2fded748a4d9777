import { describe, expect, it } from 'vitest';
import { collectPolicies } from '../policies/collect-policies.js';
import { checkPolicies } from './check-policies.js';
import { unboundInvokers } from './lambda-permissions.js';
import { judge } from './reason.js';
import { bucketArn, deployment, planned, policyText, queueArn } from './rule-cases.testing.js';
import { insecureTransport } from './secure-transport.js';

const withoutTls = (Action: string, Resource: unknown, more = {}) => ({
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  ...more,
});

describe('secure-transport', () => {
  const bucket = planned('aws_s3_bucket', { bucket: bucketArn.split(':::')[1] });
  const queue = planned('aws_sqs_queue', { name: 'sluice-dev-files' });
  const open = (...statements: readonly object[]) => {
    const policies = [planned('aws_s3_bucket_policy', { bucket: 'b', policy: policyText(...statements) })];
    const found = insecureTransport([bucket, queue], collectPolicies(policies).policies, deployment);
    return found.map(({ what }) => what);
  };

  it('is asked for by a deny of everything to everybody', () => {
    expect(open(withoutTls('s3:*', [bucketArn, `${bucketArn}/*`]), withoutTls('sqs:*', queueArn))).toEqual(
      [],
    );
  });

  it.each([
    ['nothing is denied', { Effect: 'Allow' }],
    ['only some are refused', { Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
    ['another condition holds', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['another key is asked', { Condition: { Bool: { 'aws:ViaAWSService': 'false' } } }],
  ])('is not when %s', (_what, change) => {
    expect(open(withoutTls('sqs:*', queueArn, change))).toContain(queueArn);
  });

  it('is asked for objects as well as for their bucket', () => {
    expect(open(withoutTls('s3:*', bucketArn), withoutTls('sqs:*', queueArn))).toEqual([
      `${bucketArn}/any/key`,
    ]);
  });
});

describe('bound-invokers', () => {
  const permission = {
    function_name: 'sluice-dev-s3-trigger',
    action: 'lambda:InvokeFunction',
    principal: 's3.amazonaws.com',
    source_arn: bucketArn,
    source_account: deployment.accountId,
  };
  const told = (change: Readonly<Record<string, unknown>>) =>
    unboundInvokers([planned('aws_lambda_permission', { ...permission, ...change })], deployment).map(
      ({ what }) => what,
    );

  it('lets a service pass for one resource of this account', () => {
    expect(told({})).toEqual([]);
    const topic = `arn:aws:sns:eu-west-1:${deployment.accountId}:t`;
    expect(told({ principal: 'sns.amazonaws.com', source_arn: topic, source_account: undefined })).toEqual(
      [],
    );
  });

  it('refuses what leaves any of it open', () => {
    expect(told({ source_account: undefined })).toEqual(['nothing says its account']);
    expect(told({ source_account: '999999999999' })).toEqual(['nothing says its account']);
    expect(told({ source_arn: undefined })).toEqual(['no source_arn that is known']);
    expect(told({ source_arn: `${bucketArn}*` })).toEqual(['no source_arn that is known']);
    expect(told({ principal: '*' })).toEqual(['* is no service']);
    expect(told({ action: 'lambda:*' })).toEqual(['more than lambda:InvokeFunction']);
  });
});

describe('read-in-full', () => {
  const unread = (...resources: readonly ReturnType<typeof planned>[]) =>
    checkPolicies(resources, deployment)
      .filter(({ rule }) => rule === 'read-in-full')
      .map(({ what }) => what);

  it('reads what carries a policy, and leaves alone what only sounds so', () => {
    const trust = policyText({ Effect: 'Allow', Principal: { Service: 'x' }, Action: 'sts:AssumeRole' });
    expect(
      unread(
        planned('aws_iam_role', {
          name: 'r',
          assume_role_policy: trust,
          inline_policy: [],
          managed_policy_arns: null,
        }),
        planned('aws_sqs_queue', { name: 'q', redrive_policy: '{"maxReceiveCount":5}' }, ['policy']),
        planned('aws_ecr_lifecycle_policy', { policy: '{"rules":[]}' }),
      ),
    ).toEqual([]);
  });

  it.each([
    ['not known yet', planned('aws_iam_role_policy', { role: 'r', name: 'n' }, ['policy']), /not known/],
    ['left to AWS’s default', planned('aws_vpc_endpoint', { service_name: 's' }), /default/],
    ['no policy', planned('aws_iam_policy', { name: 'n', policy: '{"Statement":[]}' }), /cannot be read/],
    [
      'in a role itself',
      planned('aws_iam_role', { assume_role_policy: policyText(), inline_policy: [{}] }),
      /itself/,
    ],
    ['attached', planned('aws_iam_role_policy_attachment', { role: 'r', policy_arn: 'a' }), /attached/],
    ['of a user', planned('aws_iam_user_policy', { user: 'u', policy: policyText() }), /attached/],
    ['of a type that nobody reads', planned('aws_odd_thing', { access_policy: policyText() }), /not read/],
  ])('says what is %s', (_what, resource, why) => {
    expect(unread(resource)[0]).toMatch(why);
  });
});

describe('reasons', () => {
  const finding = { rule: 'r', address: 'a', owner: 'sluice-dev-x', where: 'w', what: 'x:Y on *' };
  const reason = { rule: 'r', owner: 'sluice-*-x', what: 'x:Y on ${*}', reason: 'because' };

  it('let one thing pass, and are all needed', () => {
    expect(judge([finding], [reason])).toEqual({ findings: [], unused: [] });
    const other = { ...finding, what: 'x:Y on arn' };
    expect(judge([finding, other], [reason])).toEqual({ findings: [other], unused: [] });
    expect(judge([{ ...finding, owner: 'else' }], [reason]).unused).toEqual([reason]);
    expect(judge([{ ...finding, rule: 'other' }], [reason]).unused).toEqual([reason]);
  });
});
