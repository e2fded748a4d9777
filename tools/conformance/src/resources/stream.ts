import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
} from '@aws-sdk/client-kinesis';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { eventually } from '../eventually.js';
import { freshName } from './fresh-name.js';

export interface Stream {
  readonly name: string;
  readonly arn: string;
}

/** AWS takes some ten seconds to make a stream; it is not divided, because local endpoints need no such time. */
const creationSeconds = 60;

/** A stream for the running case alone, `ACTIVE`. */
export async function createStream(shardCount = 1): Promise<Stream> {
  const name = freshName('stream');
  await clients.kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: shardCount }));
  onTestFinished(async () => {
    await clients.kinesis.send(new DeleteStreamCommand({ StreamName: name })).catch(() => undefined);
  });
  return { name, arn: await streamBecomesActive(name) };
}

/** Also after a change of its shards or retention. Returns its ARN. */
export const streamBecomesActive = (name: string): Promise<string> =>
  eventually(async () => {
    const { StreamDescriptionSummary: summary } = await clients.kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: name }),
    );
    if (summary?.StreamStatus !== 'ACTIVE') throw new Error(`${name} is ${summary?.StreamStatus}.`);
    return summary.StreamARN as string;
  }, creationSeconds);
