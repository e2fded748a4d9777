import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from './instance.testing.js';
import { echoService, head, open as openAt, untilClosed } from './raw-client.testing.js';

const stallTimeoutMs = 500;
const longer = 2 * stallTimeoutMs;

let local: TestInstance;
let effects: string[];
beforeEach(async () => {
  effects = [];
  local = await startInstance(() => [echoService(effects, longer)], { stallTimeoutMs });
});
afterEach(() => local.stop());

const open = () => openAt(local.listener.port);

describe('a client that stalls', () => {
  it('without a word loses its connection', async () => {
    expect(await untilClosed(await open())).toBe('');
  });

  it('in its headers loses its connection, however it trickles', async () => {
    const socket = await open();
    socket.write('POST / HTTP/1.1\r\nhost: x\r\n');
    const trickle = setInterval(() => socket.write('x: y\r\n'), 50);
    await untilClosed(socket);
    clearInterval(trickle);
  });

  it('in its body loses its connection, without an effect', async () => {
    const socket = await open();
    socket.write(`${head(20)}half of it`);
    await untilClosed(socket);
    expect(effects).toEqual([]);
  });

  it('is another than one that waits for its answer', async () => {
    const socket = await open();
    socket.write(`${head(2, 'Wait', 'connection: close')}{}`);
    expect(await untilClosed(socket)).toContain('{"body":"{}"}');
  });

  it('is another than one that comes back on the same connection', async () => {
    const socket = await open();
    const answer = untilClosed(socket);
    socket.write(`${head(5)}first`);
    await expect.poll(() => effects).toEqual(['first']);
    await new Promise((resolve) => setTimeout(resolve, longer));
    socket.write(`${head(6, 'Echo', 'connection: close')}second`);
    expect(await answer).toMatch(/first.*HTTP\/1\.1 200 .*second/s);
  });
});
