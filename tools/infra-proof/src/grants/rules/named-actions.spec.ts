import { describe, expect, it } from 'vitest';
import { namedActions, saidOutright } from './named-actions.js';
import { queueArn, told } from './rule-cases.testing.js';

describe('named-actions', () => {
  it('lets actions pass that are named', () => {
    const Action = ['sqs:SendMessage', 'sqs:ReceiveMessage'];
    expect(told(namedActions, { Effect: 'Allow', Action, Resource: queueArn })).toEqual([]);
  });

  it.each(['*', 'sqs:*', 'sqs:Get*', 'kms:ReEncrypt?o'])('refuses %s', (Action) => {
    expect(told(namedActions, { Effect: 'Allow', Action, Resource: queueArn })).toEqual([Action]);
  });

  it('lets everything be denied', () => {
    expect(told(namedActions, { Effect: 'Deny', Action: '*', Resource: '*' })).toEqual([]);
  });
});

describe('said-outright', () => {
  it.each(['NotAction', 'NotResource', 'NotPrincipal'])('refuses %s where it allows', (element) => {
    const value = element === 'NotPrincipal' ? { AWS: 'arn:aws:iam::1:root' } : 'x:y';
    expect(told(saidOutright, { Effect: 'Allow', [element]: value })).toEqual([element]);
    expect(told(saidOutright, { Effect: 'Deny', [element]: value })).toEqual([]);
  });
});
