import { describe, expect, it } from 'vitest';
import { ownResources } from './own-resources.js';
import { bucketArn, queueArn, told } from './rule-cases.testing.js';

const allow = (Resource: string) => ({ Effect: 'Allow', Action: 'x:Y', Resource });

describe('own-resources', () => {
  it.each([
    queueArn,
    bucketArn,
    `${bucketArn}/loads/*`,
    'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/sluice-dev-dlq-redrive:*',
    'arn:aws:ecs:eu-west-1:123456789012:task/sluice-dev-cluster/*',
    'arn:aws:iam::123456789012:role/sluice-dev-sweep',
    'arn:aws:kms:eu-west-1:123456789012:key/8f6f2a4b',
  ])('lets %s pass', (resource) => expect(told(ownResources, allow(resource))).toEqual([]));

  it.each([
    '*',
    'arn:aws:sqs:*:123456789012:sluice-dev-files',
    'arn:aws:sqs:eu-west-1:*:sluice-dev-files',
    'arn:aws:sqs:eu-west-1:999999999999:sluice-dev-files',
    'arn:aws:sqs:us-east-1:123456789012:sluice-dev-files',
    'arn:aws:sqs:eu-west-1:123456789012:*',
    'arn:aws:sqs:eu-west-1:123456789012:sluice-*',
    'arn:aws:sqs:eu-west-1:123456789012:sluice-dev-*',
    'arn:aws:s3:::sluice-prod-landing-123456789012/*',
    'arn:aws:s3:::somebody-elses-bucket',
    'arn:aws:logs:eu-west-1:123456789012:log-group:*',
    'arn:*:s3:::sluice-dev-landing-123456789012',
  ])('refuses %s', (resource) => expect(told(ownResources, allow(resource))).toEqual([`x:Y on ${resource}`]));

  it('takes * for the key itself in its policy', () => {
    expect(told(ownResources, allow('*'), 'policy of a key')).toEqual([]);
  });
});
