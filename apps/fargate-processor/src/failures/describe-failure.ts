import type { Failure } from '@sluice/message-schemas';
import { ObjectStoreUnavailableError } from '@sluice/object-store';
import { QueueUnavailableError } from '@sluice/message-queue';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from '@sluice/redshift-data-api';
import { classifyFailure } from '@sluice/redshift-loading';

/**
 * What a thrown fault means for the source it was thrown on. Only a statement that the warehouse itself refused
 * can be the data's fault; everything else is the environment's, and may succeed later.
 */
export function describeFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StatementFailedError)
    return {
      class: classifyFailure({ code: error.code }).disposition === 'park' ? 'data' : 'environment',
      reason: `warehouse_${error.code}`,
      message,
    };
  return { class: 'environment', reason: environmentReason(error), message };
}

function environmentReason(error: unknown): string {
  if (error instanceof StatementLostError) return 'warehouse_answer_lost';
  if (error instanceof DataApiUnavailableError) return 'warehouse_unavailable';
  if (error instanceof ObjectStoreUnavailableError) return 'object_store_unavailable';
  if (error instanceof QueueUnavailableError) return 'queue_unavailable';
  return 'unexpected_error';
}
