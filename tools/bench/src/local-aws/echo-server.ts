import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What plain `node:http` reaches here: reads each body, answers the same few bytes. */
const answer = JSON.stringify({ MessageId: '0'.repeat(36), MD5OfMessageBody: '0'.repeat(32) });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString('utf8'));
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.setHeader('content-length', answer.length);
    response.end(answer);
  });
});
process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
process.once('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
