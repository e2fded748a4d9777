import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from './instance.testing.js';
import { echoService, head, open as openAt, untilClosed } from './raw-client.testing.js';

let local: TestInstance;
let effects: string[];
beforeEach(async () => {
  effects = [];
  local = await startInstance(() => [echoService(effects, 100)]);
});
afterEach(() => local.stop());

const open = () => openAt(local.listener.port);

async function isWell(): Promise<boolean> {
  const response = await fetch(`${local.listener.endpoint}/_local/health`);
  return response.ok;
}

describe('a client that says nonsense', () => {
  it.each([
    ['a line of text', 'nonsense\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n'],
    ['headers without end', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(100_000)}`],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['a length below zero', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
  ])('is told so and loses its connection: %s', async (_, bytes) => {
    const socket = await open();
    socket.write(bytes);
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await isWell()).toBe(true);
  });

  it.each([
    ['a preface of HTTP/2 and nothing of it', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense, nonsense, nonsense'],
    ['half a preface of HTTP/2', 'PRI / HTTP/1.1\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex')],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com\r\n\r\n'],
  ])('loses its connection: %s', async (_, bytes) => {
    const socket = await open();
    socket.end(bytes);
    await untilClosed(socket);
    expect(await isWell()).toBe(true);
  });

  it('does no harm with random bytes', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, open));
    await Promise.all(
      sockets.map((socket, n) => {
        socket.end(
          n % 2 === 0 ? randomBytes(n) : Buffer.concat([Buffer.from('PRI * HTTP/2.0'), randomBytes(n)]),
        );
        return untilClosed(socket);
      }),
    );
    expect(await isWell()).toBe(true);
    expect(local.warnings).toEqual([]);
  });
});

describe('a client that leaves', () => {
  it('in the middle of a body has no effect, and stands in the log without an answer', async () => {
    const socket = await open();
    socket.write(`${head(20)}half of it`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await expect.poll(() => local.listener.requests.list()).toMatchObject([{ operation: 'Echo', status: 0 }]);
    expect(effects).toEqual([]);
    expect(local.warnings).toEqual([]);
  });

  it('before it has its answer stands in the log without one', async () => {
    const socket = await open();
    socket.write(`${head(2, 'Wait')}{}`);
    await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await expect.poll(() => local.listener.requests.list()).toMatchObject([{ operation: 'Wait', status: 0 }]);
    expect(effects).toEqual(['{}']);
  });

  it('between connecting and speaking leaves nothing', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, open));
    for (const socket of sockets) socket.destroy();
    expect(await isWell()).toBe(true);
    expect(local.listener.requests.list()).toEqual([]);
  });
});

describe('requests that do not wait for each other', () => {
  it('are answered in their order', async () => {
    const socket = await open();
    const answer = untilClosed(socket);
    const last = head(5, 'Echo', 'connection: close');
    socket.write(`${head(5, 'Wait')}first${head(6)}second${last}third`);
    const bodies = [...(await answer).matchAll(/\{"body":"(\w+)"\}/g)].map(([, body]) => body);
    expect(bodies).toEqual(['first', 'second', 'third']);
  });

  it('lose the answers, not mix them up, when nonsense follows', async () => {
    const socket = await open();
    const answer = untilClosed(socket);
    socket.write(`${head(5, 'Wait')}firstnonsense\r\n\r\n`);
    expect(await answer).toBe('');
    await expect.poll(() => effects).toEqual(['first']);
    expect(await isWell()).toBe(true);
  });
});

describe('closing', () => {
  it('ends connections whatever state they are in', async () => {
    const starts = ['', 'PR', 'POST / HT', `${head(20)}half of it`, `${head(2, 'Wait')}{}`, `${head(2)}{}`];
    const sockets = await Promise.all(starts.map(open));
    const ended = sockets.map(untilClosed);
    sockets.forEach((socket, n) => void socket.write(starts[n] ?? ''));
    // The last one is answered and kept alive by then, and so the others have been read.
    await expect.poll(() => effects).toEqual(['{}']);
    const halfOpen = connect({ port: local.listener.port, host: '127.0.0.1', allowHalfOpen: true });
    halfOpen.end();
    await local.listener.close();
    await Promise.all([...ended, untilClosed(halfOpen)]);
  });
});
