import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startInstance, type TestInstance } from './instance.testing.js';
import { jsonResponse, type AwsRequest, type AwsService } from './service.js';

const authorization =
  'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261123/eu-central-1/kinesis/aws4_request, SignedHeaders=host, Signature=0';

let seen: AwsRequest[];
let aborted: number;
const stream: AwsService = {
  name: 'kinesis',
  protocol: 'json',
  handle: async (request) => {
    seen.push(request);
    if (request.operation === 'Wait') {
      return new Promise((resolve) => {
        request.signal.addEventListener('abort', () => {
          aborted += 1;
          resolve(jsonResponse({}));
        });
      });
    }
    return { ...jsonResponse({}), body: await request.readBody() };
  },
  close: async () => undefined,
};

let local: TestInstance;
let session: ClientHttp2Session;
beforeEach(async () => {
  seen = [];
  aborted = 0;
  local = await startInstance(() => [stream]);
  session = connect(local.listener.endpoint);
  session.on('error', () => undefined);
});
afterEach(async () => {
  session.destroy();
  await local.stop();
});

async function call(
  operation: string,
  body: string | Buffer = '{}',
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  const request = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    authorization,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `Kinesis_20131202.${operation}`,
  });
  const answered = new Promise<IncomingHttpHeaders>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
    request.once('close', () => reject(new Error('no response')));
  });
  request.end(body);
  const headers = await answered;
  return { headers, body: await buffer(request) };
}

describe('HTTP/2 without TLS, on the port of HTTP/1.1', () => {
  it('carries a request and its answer', async () => {
    const { headers, body } = await call('PutRecord', '{"StreamName":"s"}');
    expect(headers).toMatchObject({
      ':status': 200,
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(body.toString()).toBe('{"StreamName":"s"}');
    expect(local.listener.requests.list()).toMatchObject([
      { operation: 'PutRecord', resource: 's', caller: 'AKIDEXAMPLE', status: 200 },
    ]);
  });

  it('shows a service the headers that HTTP/1.1 would', async () => {
    await call('PutRecord');
    const [request] = seen;
    expect(request).toMatchObject({ method: 'POST', path: '/', operation: 'PutRecord' });
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith(':'))).toEqual([]);
    expect(request?.headers['host']).toBe(`127.0.0.1:${local.listener.port}`);
  });

  it('answers many streams of one connection at once', async () => {
    const bodies = Array.from({ length: 500 }, (_, n) => `{"StreamName":"${'x'.repeat(n * 10)}"}`);
    const answers = await Promise.all(bodies.map((body) => call('PutRecord', body)));
    expect(answers.map(({ body }) => body.toString())).toEqual(bodies);
  });

  it('carries the largest requests side by side', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024, 'r');
    const answers = await Promise.all(Array.from({ length: 3 }, () => call('PutRecords', body)));
    expect(answers.every((answer) => answer.body.equals(body))).toBe(true);
  });

  it('takes a preface that comes byte by byte', async () => {
    const socket = connectSocket({ port: local.listener.port, host: '127.0.0.1', noDelay: true });
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const bytes = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings]);
    for (const byte of bytes) {
      await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
      // The next turn of the loop: each byte is a packet of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    const [answer] = await socket.take(1).toArray();
    // The server's own SETTINGS come first.
    expect((answer as Buffer)[3]).toBe(4);
    socket.destroy();
  });

  it('cuts the connection for a fault that drops it after the effect', async () => {
    local.faults.add({ service: 'kinesis', operation: 'PutRecord', kind: 'drop-after', times: 1 });
    const ended = new Promise((resolve) => session.once('close', resolve));
    await expect(call('PutRecord')).rejects.toThrow();
    await ended;
    expect(seen).toHaveLength(1);
    expect(local.listener.requests.list()).toMatchObject([{ operation: 'PutRecord', status: 0 }]);
  });

  it('tells a service that the client gave its stream up', async () => {
    const request = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      authorization,
      'x-amz-target': 'Kinesis_20131202.Wait',
    });
    request.end('{}');
    await expect.poll(() => seen.length).toBe(1);
    request.close(constants.NGHTTP2_CANCEL);
    await expect.poll(() => aborted).toBe(1);
    expect((await call('PutRecord')).headers[':status']).toBe(200);
    expect(local.listener.requests.list()).toMatchObject([{ status: 0 }, { status: 200 }]);
  });

  it('ends with the listener, open streams and all', async () => {
    const waiting = call('Wait');
    waiting.catch(() => undefined);
    const idle = connect(local.listener.endpoint);
    idle.on('error', () => undefined);
    await new Promise((resolve) => idle.once('remoteSettings', resolve));
    await expect.poll(() => seen.length).toBe(1);
    const ended = [session, idle].map((each) => new Promise((resolve) => each.once('close', resolve)));
    await local.listener.close();
    await Promise.all(ended);
    await expect(waiting).rejects.toThrow();
    expect(aborted).toBe(1);
  });
});
