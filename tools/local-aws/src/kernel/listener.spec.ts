import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from './instance.testing.js';
import { PortInUseError, startListener } from './listener.js';
import { AwsError, jsonResponse, unknownOperation, type AwsService } from './service.js';

const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-central-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

const effects: string[] = [];
const echo: AwsService = {
  name: 'sqs',
  protocol: 'json',
  handle: async (request) => {
    if (request.operation === 'Crash') throw new TypeError('a bug');
    if (request.operation === 'Refuse') throw new AwsError('QueueDoesNotExist', 'no <queue>');
    if (request.operation !== 'Echo') throw unknownOperation('json', request.operation);
    const body = (await request.readBody()).toString();
    effects.push(body);
    return jsonResponse({ body, caller: request.caller });
  },
  close: async () => undefined,
};
const form: AwsService = {
  name: 'sns',
  protocol: 'query',
  handle: async ({ operation, query }) => {
    if (operation !== 'Publish') throw unknownOperation('query', operation);
    return { status: 200, body: query.get('Message') ?? '' };
  },
  close: async () => undefined,
};

let local: TestInstance;
beforeEach(async () => {
  effects.length = 0;
  local = await startInstance(() => [echo, form]);
});
afterEach(() => local.stop());

const call = (
  operation: string,
  body = '{}',
  headers: Record<string, string> = { authorization: scope('sqs') },
) =>
  fetch(local.listener.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `AmazonSQS.${operation}`, ...headers },
    body,
  });

const admin = (method: string, path: string, body?: unknown) =>
  fetch(`${local.listener.endpoint}/_local/${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });

describe('routing', () => {
  it('goes by the credential scope, and tells the service who called', async () => {
    const response = await call('Echo', 'hello');
    expect(await response.json()).toEqual({ body: 'hello', caller: 'AKIDEXAMPLE' });
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('reads the action of a form', async () => {
    const post = (body: string) =>
      fetch(local.listener.endpoint, { method: 'POST', headers: { authorization: scope('sns') }, body });
    expect(await (await post('Action=Publish&Message=a%20b%2Bc')).text()).toBe('a b+c');
    const broken = await post('Action=Publish&Message=%ZZ');
    expect(broken.status).toBe(404);
    expect(await broken.text()).toContain('<Code>MalformedQueryString</Code>');
  });

  it('answers a service that it does not have', async () => {
    const response = await call('Echo', '{}', { authorization: scope('dynamodb') });
    expect([response.status, await response.json()]).toEqual([
      404,
      { __type: 'UnknownOperationException', message: 'local-aws does not speak dynamodb.' },
    ]);
  });

  it('survives a handler that crashes', async () => {
    expect((await call('Crash')).status).toBe(500);
    expect(local.warnings.join()).toContain('a bug');
    expect((await call('Echo', 'still here')).status).toBe(200);
    expect(await (await call('Refuse')).json()).toEqual({
      __type: 'QueueDoesNotExist',
      message: 'no <queue>',
    });
  });

  it('refuses a body beyond its limit', async () => {
    const response = await call('Echo', 'x'.repeat(16 * 1024 * 1024 + 1));
    expect([response.status, await response.json()]).toMatchObject([
      413,
      { __type: 'RequestEntityTooLargeException' },
    ]);
    expect(effects).toEqual([]);
  });
});

describe('the port', () => {
  it('is refused by name when it is in use', async () => {
    const { port } = local.listener;
    const error = await startListener({ port, services: [], warn: () => undefined }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PortInUseError);
    expect(error).toMatchObject({ port, host: '127.0.0.1' });
  });

  it('takes many connections that say nothing, and ends them when it closes', async () => {
    const sockets = Array.from({ length: 1000 }, () => connect(local.listener.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await call('Echo')).status).toBe(200);
    const closed = sockets.map(
      (socket) => new Promise((resolve) => socket.once('close', resolve).on('error', resolve).resume()),
    );
    await local.listener.close();
    await Promise.all(closed);
  });
});

describe('faults', () => {
  it('answers with an error so many times', async () => {
    local.faults.add({
      service: 'sqs',
      operation: 'Echo',
      kind: 'error',
      code: 'RequestThrottled',
      status: 429,
      times: 2,
    });
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await call('Echo')).status);
    expect(statuses).toEqual([429, 429, 200]);
    expect(effects).toHaveLength(1);
    expect(local.faults.list()).toMatchObject([{ id: 'fault-1', struck: 2 }]);
  });

  it('drops the connection after the effect', async () => {
    const id = local.faults.add({ service: 'sqs', kind: 'drop-after' });
    await expect(call('Echo', 'done')).rejects.toThrow();
    expect(effects).toEqual(['done']);
    expect(local.listener.requests.list()).toMatchObject([{ operation: 'Echo', status: 0 }]);
    expect([local.faults.remove(id), local.faults.remove(id)]).toEqual([true, false]);
    expect((await call('Echo')).status).toBe(200);
  });

  it('delays, and only what its resource names', async () => {
    local.faults.add({ service: 'sqs', resource: '/slow', kind: 'slow', delayMs: 300 });
    const answered: string[] = [];
    const ask = async (queue: string) => {
      const body = { QueueUrl: `http://h/1/${queue}`, MessageBody: '"QueueUrl":"/slow"' };
      await call('Echo', JSON.stringify(body));
      answered.push(queue);
    };
    const slow = ask('slow');
    await ask('quick');
    await slow;
    expect(answered).toEqual(['quick', 'slow']);
    expect(local.faults.list()).toMatchObject([{ struck: 1 }]);
    expect(local.listener.requests.list()[1]?.durationMs).toBeGreaterThanOrEqual(299);
  });
});

describe('the admin API', () => {
  it('says that it is well', async () => {
    const response = await admin('GET', 'health');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', services: ['sqs', 'sns'] },
    ]);
  });

  it('adds, lists and removes faults', async () => {
    const added = (await (await admin('POST', 'faults', { service: 'sqs', kind: 'error' })).json()) as {
      id: string;
    };
    expect((await call('Echo')).status).toBe(503);
    expect(await (await admin('GET', 'faults')).json()).toEqual({
      faults: [{ id: added.id, service: 'sqs', kind: 'error', struck: 1 }],
    });
    expect((await admin('DELETE', `faults/${added.id}`)).status).toBe(200);
    expect((await call('Echo')).status).toBe(200);
    expect((await admin('DELETE', `faults/${added.id}`)).status).toBe(404);
  });

  it.each([
    { service: 'sqs', kind: 'explode' },
    { kind: 'error' },
    [],
    'text',
    { service: 'sqs', kind: 'error', typo: 1 },
  ])('refuses the rule %j', async (rule) => {
    expect((await admin('POST', 'faults', rule)).status).toBe(400);
    expect(local.faults.list()).toEqual([]);
  });

  it('keeps the newest requests', async () => {
    await call('Echo', '{"QueueUrl":"http://h/1/q"}');
    const { requests } = (await (await admin('GET', 'requests')).json()) as { requests: unknown[] };
    expect(requests).toMatchObject([
      {
        method: 'POST',
        service: 'sqs',
        operation: 'Echo',
        resource: 'http://h/1/q',
        caller: 'AKIDEXAMPLE',
        status: 200,
      },
    ]);
  });

  it('has nothing for web pages', async () => {
    const response = await fetch(`${local.listener.endpoint}/_local/health`, {
      headers: { origin: 'http://evil.example' },
    });
    expect(response.status).toBe(403);
  });
});
