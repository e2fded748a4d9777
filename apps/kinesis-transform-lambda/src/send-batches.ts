import { ObjectStoreUnavailableError } from '@sluice/object-store';
import type { RowBatch } from '@sluice/message-schemas';
import type { PackedBatch } from '@sluice/stream-transform';
import type { Environment } from './environment.js';

/** What became of the packed batches. */
export interface Sent {
  /** Known to be on the queue. */
  readonly sent: readonly PackedBatch[];
  readonly unsent: readonly PackedBatch[];
  /** Code of the first fault; undefined when everything was sent. */
  readonly code?: string;
}

/**
 * Sends batches in order until one cannot be: a fault of the environment, or the signal. Those that follow are left
 * unsent, because Lambda will hand over everything from the lowest unsent record again anyway.
 */
export async function sendBatches(
  batches: readonly PackedBatch[],
  environment: Environment,
  signal: AbortSignal,
): Promise<Sent> {
  const claimed = await storeClaims(batches, environment, signal);
  const messages = claimed.messages.map((message) => ({ body: JSON.stringify(message) }));
  const { failed } = await environment.queue.sendAll(environment.config.ROWS_QUEUE_URL, messages, { signal });
  const refused = new Set(failed.map(({ index }) => index));
  const isSent = (index: number) => index < messages.length && !refused.has(index);
  const code = failed[0]?.code ?? claimed.code;
  return {
    sent: batches.filter((_, index) => isSent(index)),
    unsent: batches.filter((_, index) => !isSent(index)),
    ...(code === undefined ? {} : { code }),
  };
}

/** Stores what does not fit its message, before any message names it. Stops at the first that cannot be stored. */
async function storeClaims(
  batches: readonly PackedBatch[],
  environment: Environment,
  signal: AbortSignal,
): Promise<{ messages: RowBatch[]; code?: string }> {
  const messages: RowBatch[] = [];
  for (const batch of batches) {
    if (batch.kind === 'inline') {
      messages.push(batch.message);
      continue;
    }
    try {
      messages.push(await storeClaim(batch, environment, signal));
    } catch (error) {
      if (!(error instanceof ObjectStoreUnavailableError) && !signal.aborted) throw error;
      environment.logger.error({ err: error }, 'claim check not stored');
      return { messages, code: error instanceof ObjectStoreUnavailableError ? error.code : 'AbortError' };
    }
  }
  return { messages };
}

/** The key is the content's own hash, so doing it again writes the same object, and starts its retention anew. */
async function storeClaim(
  { message, content }: Extract<PackedBatch, { kind: 'claim' }>,
  { objects, config, codec }: Environment,
  signal: AbortSignal,
): Promise<RowBatch> {
  const sha256 = codec.sha256Hex(content);
  const object = { bucket: config.STAGING_BUCKET, key: `claims/${message.dataset}/${sha256}.json.gz` };
  await objects.upload(object, { body: content }, { contentType: 'application/gzip', signal });
  return { ...message, content: { kind: 'claim', ...object, sha256 } };
}
