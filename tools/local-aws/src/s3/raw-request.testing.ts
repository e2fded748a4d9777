import { connect, type Socket } from 'node:net';

/** A connection on which a test sends what no client would. */
export interface RawConnection {
  readonly socket: Socket;
  write(bytes: string | Buffer): void;
  /** All that has come by now. */
  received(): string;
  /** Resolves with all that came when the server or the test has ended the connection. */
  ended(): Promise<string>;
}

export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => void chunks.push(chunk));
  // A reset is an end as well.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  const received = () => Buffer.concat(chunks).toString('utf8');
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    received,
    ended: async () => {
      await closed;
      return received();
    },
  };
}

/** The head of a request that counts as signed. */
export const head = (
  method: string,
  target: string,
  headers: Readonly<Record<string, string | number>> = {},
): string => {
  const all = {
    host: 'localhost',
    authorization: 'AWS4-HMAC-SHA256 Credential=raw/20261123/eu-central-1/s3/aws4_request, Signature=0',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
};
