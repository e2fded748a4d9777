import { expect, it } from 'vitest';
import { createRequestLog } from './request-log.js';

it('keeps the newest in order, and no more than its capacity', () => {
  const log = createRequestLog(3);
  const add = (requestId: string) =>
    log.add({ at: '', requestId, method: 'POST', service: 'sqs', caller: 'a', status: 200, durationMs: 1 });
  ['1', '2'].forEach(add);
  expect(log.list().map(({ requestId }) => requestId)).toEqual(['1', '2']);
  ['3', '4', '5', '6', '7'].forEach(add);
  expect(log.list().map(({ requestId }) => requestId)).toEqual(['5', '6', '7']);
  log.clear();
  expect(log.list()).toEqual([]);
});

it('tells who follows of all of them, until they end it', () => {
  const log = createRequestLog(1);
  const add = (requestId: string) =>
    log.add({ at: '', requestId, method: 'POST', service: 'sqs', caller: 'a', status: 200, durationMs: 1 });
  const told: string[] = [];
  const end = log.follow(({ requestId }) => void told.push(requestId));
  ['1', '2', '3'].forEach(add);
  end();
  add('4');
  expect(told).toEqual(['1', '2', '3']);
});
