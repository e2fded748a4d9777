import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSqs, type TestSqs } from '../sqs/sqs-client.testing.js';
import { createFaults } from './faults.js';

describe('a rule that holds', () => {
  const put = { service: 's3', operation: 'PutObject', resource: 'staging/a' };

  it('lets go when it is removed, and tells that it struck', async () => {
    const faults = createFaults();
    const id = faults.add({ service: 's3', kind: 'hold', times: 1 });
    const struck = faults.hasStruck(id);
    const held = faults.strike(put)?.heldBefore;
    expect(await struck).toBe(true);
    let released = false;
    void held?.then(() => (released = true));
    await Promise.resolve();
    expect(released).toBe(false);
    faults.remove(id);
    await held;
    expect(faults.strike(put)).toBeUndefined();
  });

  it('that is removed before it struck says so, as one does that there is not', async () => {
    const faults = createFaults();
    const struck = faults.hasStruck(faults.add({ service: 's3', kind: 'hold-after' }));
    faults.clear();
    expect([await struck, await faults.hasStruck('fault-9')]).toEqual([false, false]);
  });

  it('adds up with what else strikes', async () => {
    const faults = createFaults();
    const ids = [faults.add({ service: 's3', kind: 'hold' }), faults.add({ service: 's3', kind: 'hold' })];
    faults.add({ service: 's3', kind: 'drop-after' });
    const strike = faults.strike(put);
    expect(strike).toMatchObject({ ending: 'drop-after', heldAfter: undefined });
    let released = false;
    void strike?.heldBefore?.then(() => (released = true));
    faults.remove(ids[0] as string);
    await new Promise(setImmediate);
    expect(released).toBe(false);
    faults.remove(ids[1] as string);
    await strike?.heldBefore;
  });

  it('strikes statements by their number and the name they were sent with, and no requests', () => {
    const faults = createFaults();
    const load = { name: 'sluice load titles', statement: 3, caller: 'ecs-a', process: undefined };
    faults.add({ service: 'redshift-data', resource: 'load', kind: 'hold-statement', statement: 3 });
    faults.add({ service: 'redshift-data', kind: 'fail-statement', code: '57014', times: 1 });
    expect(
      faults.strike({ service: 'redshift-data', operation: undefined, resource: 'load' }),
    ).toBeUndefined();
    expect(faults.strikeStatement(load)).toMatchObject({
      held: expect.any(Promise),
      failure: { sqlState: '57014' },
    });
    expect(faults.strikeStatement({ ...load, statement: 4 })).toBeUndefined();
    expect(faults.strikeStatement({ ...load, name: undefined })).toBeUndefined();
    expect(faults.strikeStatement(load)?.failure).toBeUndefined();
  });

  it('means nothing elsewhere', () => {
    const faults = createFaults();
    expect(() => faults.add({ service: 's3', kind: 'hold', statement: 1 })).toThrow('means nothing for hold');
    expect(() => faults.add({ service: 's3', kind: 'hold-statement', operation: 'X' })).toThrow(
      'means nothing for hold-statement',
    );
  });
});

describe('a request that is held', () => {
  let local: TestSqs;
  let queue: string;
  beforeAll(async () => {
    local = await startSqs();
  });
  beforeEach(async () => {
    local.faults.clear();
    queue = await local.create(`held-${Math.random().toString(36).slice(2)}`);
  });
  afterAll(() => local.stop());

  const send = (abortSignal?: AbortSignal) =>
    local.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x' }), { abortSignal });
  const visible = async () => (await local.counts(queue))[0];
  const hold = (kind: 'hold' | 'hold-after') =>
    local.faults.add({ service: 'sqs', operation: 'SendMessage', resource: queue, kind });

  it('before it is done is done when it is let go', async () => {
    const id = hold('hold');
    const sent = send();
    expect(await local.faults.hasStruck(id)).toBe(true);
    expect(await visible()).toBe(0);
    local.faults.remove(id);
    await sent;
    expect(await visible()).toBe(1);
  });

  it('before it is done never is when its caller goes', async () => {
    const id = hold('hold');
    const caller = new AbortController();
    const sent = send(caller.signal).catch(() => 'gone');
    await local.faults.hasStruck(id);
    caller.abort();
    expect(await sent).toBe('gone');
    await vi.waitFor(() => expect(local.listener.requests.list().at(-1)).toMatchObject({ status: 0 }));
    local.faults.remove(id);
    await send();
    expect(await visible()).toBe(1);
  });

  it('after it was done has been done, whether its caller waits or goes', async () => {
    const id = hold('hold-after');
    const caller = new AbortController();
    const [waiting, going] = [send(), send(caller.signal).catch(() => 'gone')];
    expect(await local.faults.hasStruck(id)).toBe(true);
    expect(await visible()).toBeGreaterThan(0);
    await vi.waitFor(async () => expect(await visible()).toBe(2));
    caller.abort();
    expect(await going).toBe('gone');
    local.faults.remove(id);
    expect((await waiting).MessageId).toBeDefined();
    expect(await visible()).toBe(2);
  });
});
