import { describe, expect, it } from 'vitest';
import { decide } from './evaluate.js';
import { parsePolicy } from './policy-document.js';

const document = (...statements: readonly object[]) =>
  parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
const queue = 'arn:aws:sqs:eu-west-1:1:files';
const key = 'arn:aws:kms:eu-west-1:1:key/k';

describe('decide', () => {
  it('allows what a statement names, by action and resource', () => {
    const policy = document({ Effect: 'Allow', Action: 'sqs:Send*', Resource: [queue] });
    expect(decide([policy], { action: 'sqs:SendMessage', resource: queue })).toBe('allowed');
    expect(decide([policy], { action: 'sqs:ReceiveMessage', resource: queue })).toBe('not allowed');
    expect(decide([policy], { action: 'sqs:SendMessage', resource: `${queue}-dlq` })).toBe('not allowed');
    expect(decide([], { action: 'sqs:SendMessage', resource: queue })).toBe('not allowed');
  });

  it('refuses what another document denies', () => {
    const allow = document({ Effect: 'Allow', Action: '*', Resource: '*' });
    const deny = document({ Effect: 'Deny', Action: 'sqs:SendMessage', Resource: queue });
    expect(decide([allow, deny], { action: 'sqs:SendMessage', resource: queue })).toBe('explicitly denied');
    expect(decide([allow, deny], { action: 'sqs:ReceiveMessage', resource: queue })).toBe('allowed');
  });

  it('takes a pattern of objects as allowed only where all of it is', () => {
    const policy = document({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/loads/*' });
    const asked = (resource: string) => decide([policy], { action: 's3:GetObject', resource });
    expect(asked('arn:aws:s3:::b/loads/*')).toBe('allowed');
    expect(asked('arn:aws:s3:::b/*')).toBe('not allowed');
  });

  it('holds conditions against what is known, and takes the others as met where they allow', () => {
    const via = { StringEquals: { 'kms:ViaService': ['sqs.eu-west-1.amazonaws.com'] } };
    const policy = document({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: key, Condition: via });
    const asked = (service?: string) =>
      decide([policy], {
        action: 'kms:Decrypt',
        resource: key,
        ...(service === undefined ? {} : { context: { 'kms:viaservice': service } }),
      });
    expect(asked('sqs.eu-west-1.amazonaws.com')).toBe('allowed');
    expect(asked('s3.eu-west-1.amazonaws.com')).toBe('not allowed');
    expect(asked()).toBe('allowed');
  });

  it('takes conditions that deny as not met until they are known to be', () => {
    const insecure = { Bool: { 'aws:SecureTransport': 'false' } };
    const allow = document({ Effect: 'Allow', Action: 'sqs:*', Resource: queue });
    const deny = document({ Effect: 'Deny', Action: 'sqs:*', Resource: queue, Condition: insecure });
    const asked = (context?: Record<string, string>) =>
      decide([allow, deny], { action: 'sqs:SendMessage', resource: queue, ...(context && { context }) });
    expect(asked()).toBe('allowed');
    expect(asked({ 'aws:SecureTransport': 'true' })).toBe('allowed');
    expect(asked({ 'aws:SecureTransport': 'false' })).toBe('explicitly denied');
  });

  it('knows what stands beside the named', () => {
    const policy = document({ Effect: 'Allow', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::secret/*' });
    expect(decide([policy], { action: 'iam:PassRole', resource: 'r' })).toBe('not allowed');
    expect(decide([policy], { action: 's3:GetObject', resource: 'arn:aws:s3:::secret/k' })).toBe(
      'not allowed',
    );
    expect(decide([policy], { action: 's3:GetObject', resource: 'arn:aws:s3:::open/k' })).toBe('allowed');
  });

  it('refuses to read what it does not know', () => {
    const odd = { Effect: 'Allow', Action: '*', Resource: '*', Resources: 'x' };
    expect(() => document(odd)).toThrow(/Resources/);
    expect(() => parsePolicy('{"Version":"2008-10-17","Statement":[]}')).toThrow(/Version/);
  });
});
