import { createHash } from 'node:crypto';
import { findDataset, unrouted } from '@sluice/contracts';
import { fileArrivedSchema, fileSourceId, parseMessage, rowBatchSchema } from '@sluice/message-schemas';
import type { ReceivedMessage } from '@sluice/message-queue';
import { objectUri } from '@sluice/object-store';
import type { LaneName } from '@sluice/topology';

/** What a message is about: as the processor names it, or an attempt and a parked object would not be found again. */
export interface MessageSubject {
  readonly dataset: string;
  /** `s3://bucket/key?versionId=…` of a file, `stream:batchId` of a batch, `message id` of what cannot be read. */
  readonly source: string;
  readonly sourceId: string;
}

export function messageSubject(
  lane: LaneName,
  { messageId, body }: Pick<ReceivedMessage, 'messageId' | 'body'>,
): MessageSubject {
  return (
    (lane === 'files' ? fileSubject(body) : batchSubject(body)) ?? {
      dataset: unrouted.name,
      source: `message ${messageId}`,
      sourceId: sha256Hex(body),
    }
  );
}

function fileSubject(body: string): MessageSubject | undefined {
  const file = parseMessage(fileArrivedSchema, body);
  return file && { dataset: file.dataset, source: objectUri(file), sourceId: fileSourceId(file, sha256Hex) };
}

function batchSubject(body: string): MessageSubject | undefined {
  const batch = parseMessage(rowBatchSchema, body);
  return (
    batch && {
      // A name that no contract has could be anything.
      dataset: findDataset(batch.dataset)?.name ?? unrouted.name,
      source: `${batch.stream}:${batch.batchId}`,
      sourceId: batch.batchId,
    }
  );
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
