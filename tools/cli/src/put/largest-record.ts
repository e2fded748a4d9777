import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { defaultMaxRecordBytes } from '@sluice/producer';
import { CliError } from '../cli-error.js';
import type { Target } from '../target/resolve-target.js';

/** Bytes of the largest record that the target's stream takes; whoever may not ask gets what every stream takes. */
export async function largestRecordOf(
  client: KinesisClient,
  { names: { stream }, region }: Target,
  signal: AbortSignal,
): Promise<number> {
  try {
    const { StreamDescriptionSummary: summary } = await client.send(
      new DescribeStreamSummaryCommand({ StreamName: stream }),
      { abortSignal: signal },
    );
    return (summary?.MaxRecordSizeInKiB ?? defaultMaxRecordBytes / 1024) * 1024;
  } catch (error) {
    const { name } = error as Error;
    if (name === 'ResourceNotFoundException')
      throw new CliError(`there is no stream ${stream} in ${region}: check --env and --endpoint`);
    if (name === 'AccessDeniedException') return defaultMaxRecordBytes;
    throw error;
  }
}
