import { startLocalAws } from '@sluice/local-aws';

/** The embedded AWS in a process of its own: tells its parent when it is ready, and its memory when asked. */
const [dataDirectory = '', runtimeDirectory = ''] = process.argv.slice(2);

startLocalAws({ dataDirectory, runtimeDirectory, region: 'eu-west-1', accountId: '000000000000' }).then(
  ({ endpoint }) => process.send?.({ endpoint }),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
process.on('message', () => process.send?.({ rssBytes: process.memoryUsage.rss() }));
process.once('disconnect', () => process.exit());
