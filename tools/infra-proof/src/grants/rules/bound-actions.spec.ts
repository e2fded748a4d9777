import { expect, it } from 'vitest';
import { keysThroughServices, passedToAService } from './bound-actions.js';
import { told } from './rule-cases.testing.js';

const role = 'arn:aws:iam::123456789012:role/sluice-dev-sweep';
const key = 'arn:aws:kms:eu-west-1:123456789012:key/k';

it('a role is passed to a service that is named', () => {
  const pass = { Effect: 'Allow', Action: 'iam:PassRole', Resource: role };
  const to = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
  expect(told(passedToAService, { ...pass, Condition: to })).toEqual([]);
  expect(told(passedToAService, pass)).toEqual(['iam:PassRole']);
  expect(told(passedToAService, { ...pass, Action: 'iam:*' })).toEqual(['iam:PassRole']);
});

it('a key is used through services', () => {
  const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key };
  const via = { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } };
  expect(told(keysThroughServices, { ...use, Condition: via })).toEqual([]);
  expect(told(keysThroughServices, use)).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  const other = { StringEquals: { 'kms:CallerAccount': '123456789012' } };
  expect(told(keysThroughServices, { ...use, Condition: other })).toHaveLength(2);
  expect(told(keysThroughServices, { ...use, Principal: '*' }, 'policy of a key')).toEqual([]);
});
