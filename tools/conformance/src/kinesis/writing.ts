import { PutRecordCommand, PutRecordsCommand, type PutRecordCommandOutput } from '@aws-sdk/client-kinesis';
import { clients } from '../clients.js';

const { kinesis } = clients;

/** One record of one key, or of a place in the key space. */
export const put = (
  StreamName: string,
  text: string,
  place: { readonly PartitionKey?: string; readonly ExplicitHashKey?: string } = {},
): Promise<PutRecordCommandOutput> =>
  kinesis.send(new PutRecordCommand({ StreamName, PartitionKey: 'key', Data: Buffer.from(text), ...place }));

/** Records that all hold the same bytes. */
export const putMany = (StreamName: string, count: number, Data: Uint8Array) =>
  kinesis.send(
    new PutRecordsCommand({
      StreamName,
      Records: Array.from({ length: count }, () => ({ PartitionKey: 'key', Data })),
    }),
  );
