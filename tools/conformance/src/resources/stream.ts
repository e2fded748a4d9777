import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  ResourceNotFoundException,
  type CreateStreamCommandInput,
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
export const creationSeconds = 60;

/** A stream for the running case alone, `ACTIVE`. */
export async function createStream(
  shardCount = 1,
  name = freshName('stream'),
  settings: Pick<CreateStreamCommandInput, 'MaxRecordSizeInKiB'> = {},
): Promise<Stream> {
  const create = { StreamName: name, ShardCount: shardCount, ...settings };
  await clients.kinesis.send(new CreateStreamCommand(create));
  // A stream that is just being changed cannot be deleted yet.
  onTestFinished(() => eventually(() => deleteStream(name), creationSeconds));
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

async function deleteStream(StreamName: string): Promise<void> {
  try {
    await clients.kinesis.send(new DeleteStreamCommand({ StreamName }));
  } catch (error) {
    // A case may have deleted it already.
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
