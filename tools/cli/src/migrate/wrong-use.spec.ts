import { describe, expect, it } from 'vitest';
import { migrate } from './migrate.js';
import { parseGrantee } from './parse-grantee.js';

const interrupt = {
  signal: new AbortController().signal,
  exitCode: () => undefined,
  arrived: new Promise<void>(() => undefined),
};
const noOptions = { dataset: [], grantTo: [], readOnlyTo: [], sql: false, json: false, yes: true };
const nowhere = () => Promise.reject(new Error('the warehouse was asked'));

describe('wrong use of sluice migrate', () => {
  it.each([
    [
      { dataset: ['nope'] },
      /there is no dataset "nope": choose one of ([a-z-]+, )*title-basics, ([a-z-]+, )*unrouted/,
    ],
    [{ grantTo: [''] }, /"" is no name of a user, such as IAMR:/],
    [{ readOnlyTo: ['group:'] }, /is no name of a user/],
    [{ grantTo: ['a b'] }, /"a b" is no name of a user/],
    [{ adminSecret: 'admin' }, /--admin-secret "admin" is no ARN of a secret/],
    [{ grantTo: ['x'.repeat(128)] }, /is no name of a user/],
  ])('%j exits with 2, before the warehouse is asked', async (options, message) => {
    await expect(migrate({ ...noOptions, ...options }, nowhere, interrupt, undefined)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });
});

describe('who is meant', () => {
  it.each([
    ['IAMR:sluice-dev-processor', { type: 'user', name: 'IAMR:sluice-dev-processor' }],
    ['ada', { type: 'user', name: 'ada' }],
    ['group:finance', { type: 'group', name: 'finance' }],
    ['role:reader', { type: 'role', name: 'reader' }],
    ['PUBLIC', { type: 'public', name: '' }],
  ])('%s', (text, grantee) => {
    expect(parseGrantee(text)).toEqual(grantee);
  });
});
