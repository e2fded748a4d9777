import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSqs, type TestSqs } from '../sqs/sqs-client.testing.js';
import { createFaults } from './faults.js';

const send = { service: 'sqs', operation: 'SendMessage', resource: 'http://h/1/orders' };

/** Stands in for a process: it is gone when the test says so. */
function mortal() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { kill: vi.fn(() => ended), end: () => end() };
}

describe('a rule that kills', () => {
  it('strikes those whose process runs here, and nobody else', () => {
    const faults = createFaults();
    const process = mortal();
    faults.add({ service: 'sqs', kind: 'kill-after', times: 1 });
    expect(faults.strike(send)).toBeUndefined();
    expect(faults.strike({ ...send, process })).toMatchObject({ ending: 'kill-after' });
    expect(faults.strike({ ...send, process })).toBeUndefined();
    expect(process.kill).not.toHaveBeenCalled();
  });

  it('has struck when the process is gone, and not before', async () => {
    const faults = createFaults();
    const process = mortal();
    const id = faults.add({ service: 'sqs', kind: 'kill-before' });
    let struck = false;
    void faults.hasStruck(id).then(() => (struck = true));
    const killed = faults.strike({ ...send, process })?.kill?.();
    await new Promise(setImmediate);
    expect([process.kill.mock.calls.length, struck]).toEqual([1, false]);
    process.end();
    await killed;
    expect(await faults.hasStruck(id)).toBe(true);
  });

  it('is one end of a request beside the others', () => {
    const faults = createFaults();
    const process = mortal();
    faults.add({ service: 'sqs', kind: 'kill-before', times: 1 });
    faults.add({ service: 'sqs', kind: 'error' });
    faults.add({ service: 'sqs', kind: 'slow', delayMs: 5 });
    const killed = { ending: 'kill-before', refusal: undefined, delayMs: 5, kill: expect.any(Function) };
    expect(faults.strike({ ...send, process })).toMatchObject(killed);
    const refused = { ending: 'error', refusal: { kind: 'error' }, delayMs: 5, kill: undefined };
    expect(faults.strike({ ...send, process })).toMatchObject(refused);
  });

  it('kills whoever submitted a statement, when that begins', async () => {
    const faults = createFaults();
    const process = mortal();
    const id = faults.add({ service: 'redshift-data', kind: 'kill-statement', statement: 2 });
    const step = { name: 'load', caller: 'ecs-a' };
    expect(faults.strikeStatement({ ...step, statement: 1, process })).toBeUndefined();
    expect(faults.strikeStatement({ ...step, statement: 2, process: undefined })).toBeUndefined();
    const strike = faults.strikeStatement({ ...step, statement: 2, process });
    expect(strike).toMatchObject({ held: undefined, failure: undefined });
    process.end();
    await strike?.killed;
    expect([await faults.hasStruck(id), process.kill.mock.calls.length]).toEqual([true, 1]);
  });
});

describe('a request whose process is killed', () => {
  let local: TestSqs;
  let client: SQSClient;
  let queue: string;
  const process = { kill: vi.fn(async () => undefined) };
  beforeAll(async () => {
    local = await startSqs();
    const credentials = { ...local.client.credentials, sessionToken: 'ecs-worker-1' };
    client = new SQSClient({ ...local.client, credentials });
    local.instance.processes.add('ecs-worker-1', process);
  });
  beforeEach(async () => {
    queue = await local.create(`killed-${Math.random().toString(36).slice(2)}`);
  });
  afterEach(() => {
    local.faults.clear();
    process.kill.mockClear();
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  const sendAs = (sqs: SQSClient) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: 'x' })).catch(() => 'no answer');

  it.each([
    ['kill-before', 0],
    ['kill-after', 1],
  ] as const)('by %s leaves %i messages and no answer', async (kind, messages) => {
    const id = local.faults.add({ service: 'sqs', operation: 'SendMessage', kind });
    expect(await sendAs(client)).toBe('no answer');
    expect(process.kill).toHaveBeenCalledOnce();
    expect(await local.faults.hasStruck(id)).toBe(true);
    expect(local.listener.requests.list().at(-1)).toMatchObject({
      operation: 'SendMessage',
      caller: 'tester',
      session: 'ecs-worker-1',
      fault: kind,
      status: 0,
    });
    expect(await local.counts(queue)).toEqual([messages, 0, 0]);
  });

  it('is killed too where the service refuses what it asked', async () => {
    local.faults.add({ service: 'sqs', operation: 'ReceiveMessage', kind: 'kill-after' });
    const refused = new ReceiveMessageCommand({ QueueUrl: `${queue}-not-there` });
    await client.send(refused).catch(() => undefined);
    expect(process.kill).toHaveBeenCalledOnce();
  });

  it('leaves those alone that have credentials of their own', async () => {
    local.faults.add({ service: 'sqs', operation: 'SendMessage', kind: 'kill-before' });
    expect(await sendAs(local.sqs)).toHaveProperty('MessageId');
    expect(process.kill).not.toHaveBeenCalled();
    expect(local.listener.requests.list().at(-1)).not.toHaveProperty('session');
  });
});
