import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTaskProtection } from './task-protection.js';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly body: { readonly ProtectionEnabled: boolean; readonly ExpiresInMinutes?: number };
}

let server: Server;
let agentUri: string;
let asked: Asked[];
/** What the agent answers: status and body; undefined cuts the connection. */
let answer: (body: Asked['body']) => { readonly status: number; readonly body: unknown } | undefined;
let warned: unknown[];
const logger = {
  warn: (...[fields, message]: [string] | [object, string]) =>
    void warned.push({ ...(fields as object), message }),
};

const confirmed = ({ ProtectionEnabled }: Asked['body']) => ({
  status: 200,
  body: { protection: { ProtectionEnabled, TaskArn: 'arn' } },
});

beforeEach(async () => {
  asked = [];
  warned = [];
  answer = confirmed;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method, url } = request;
      asked.push({ method, url, body: JSON.parse(body) as Asked['body'] });
      const answered = answer(JSON.parse(body) as Asked['body']);
      if (!answered) return void response.destroy();
      response.writeHead(answered.status).end(JSON.stringify(answered.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agentUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/task`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const on = { ProtectionEnabled: true, ExpiresInMinutes: 70 };
const off = { ProtectionEnabled: false };
const bodies = () => asked.map(({ body }) => body);
describe('task protection', () => {
  it('is on from the first hold to the last release, each of which counts once', async () => {
    const protection = createTaskProtection({ agentUri, expiresInMinutes: 69.5, logger });
    const [first, second] = await Promise.all([protection.hold(), protection.hold()]);
    expect(asked).toEqual([{ method: 'PUT', url: '/api/task/task-protection/v1/state', body: on }]);
    first();
    first();
    const third = await protection.hold();
    expect(bodies()).toEqual([on]);
    second();
    third();
    // What is held again before its turn came is not given back.
    const fourth = await protection.hold();
    expect(bodies()).toEqual([on]);
    fourth();
    await expect.poll(bodies).toEqual([on, off]);
    expect(warned).toEqual([]);
  });

  it('is renewed with the first hold of its second half', async () => {
    let now = 0;
    const protection = createTaskProtection({ agentUri, expiresInMinutes: 10, logger, now: () => now });
    const releases = [await protection.hold()];
    now += 4 * 60_000;
    releases.push(await protection.hold());
    expect(asked).toHaveLength(1);
    now += 60_000;
    releases.push(await protection.hold());
    expect(bodies()).toEqual([1, 2].map(() => ({ ProtectionEnabled: true, ExpiresInMinutes: 10 })));
    releases.forEach((release) => release());
    await expect.poll(() => asked.length).toBe(3);
  });

  it.each([
    [
      'ECS refuses',
      () => ({ status: 200, body: { failure: { Arn: 'arn', Reason: 'DEPLOYMENT_BLOCKED' } } }),
      { reason: 'DEPLOYMENT_BLOCKED', status: 200 },
    ],
    [
      'the agent refuses',
      () => ({ status: 400, body: { error: { Code: 'AccessDeniedException', Message: 'not allowed' } } }),
      { reason: 'not allowed', status: 400 },
    ],
    ['the answer is not what was asked for', () => confirmed(off), { status: 200 }],
    ['nobody answers', () => undefined, {}],
  ])('does not keep work from being done when %s; the next hold asks again', async (_what, faulty, told) => {
    answer = faulty;
    const protection = createTaskProtection({ agentUri, expiresInMinutes: 70, logger });
    const release = await protection.hold();
    expect(warned).toMatchObject([{ protection: true, message: 'task protection not set', ...told }]);
    answer = confirmed;
    const other = await protection.hold();
    expect(bodies()).toEqual([on, on]);
    release();
    other();
    await expect.poll(bodies).toEqual([on, on, off]);
  });

  it('ends what was not confirmed, which may be in force', async () => {
    answer = () => undefined;
    const protection = createTaskProtection({ agentUri, expiresInMinutes: 70, logger });
    (await protection.hold())();
    await expect.poll(bodies).toEqual([on, off]);
  });

  it('waits for no answer that does not come', async () => {
    server.removeAllListeners('request');
    const protection = createTaskProtection({ agentUri, expiresInMinutes: 70, logger, timeoutSeconds: 0.05 });
    await protection.hold();
    expect(warned).toMatchObject([{ reason: expect.stringContaining('Timeout') as string }]);
  });

  it('asks nobody outside ECS', async () => {
    const protection = createTaskProtection({ agentUri: undefined, expiresInMinutes: 70, logger });
    (await protection.hold())();
    expect([asked, warned]).toEqual([[], []]);
  });
});
