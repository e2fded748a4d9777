import { startLocalAws } from '@sluice/local-aws';
import { accountId, region } from './places.testing.js';

// An entry point of its own: `aws-process.testing.ts` runs it, bundled, in a process that can be killed.
const [port, dataDirectory = '', runtimeDirectory = ''] = process.argv.slice(2);
const { endpoint } = await startLocalAws({
  port: Number(port),
  dataDirectory,
  region,
  accountId,
  runtimeDirectory,
});
process.stdout.write(`${endpoint}\n`);
