import type { Failure } from '@sluice/message-schemas';
import { ObjectStoreUnavailableError } from '@sluice/object-store';
import { QueueUnavailableError } from '@sluice/message-queue';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from '@sluice/redshift-data-api';
import { classifyFailure, describeLoadError } from '@sluice/redshift-loading';
import { NewerContractError } from '../work/newer-contract-error.js';

/**
 * What a thrown fault means for the source it was thrown on. Only a statement that the warehouse itself refused
 * can be the data's fault; everything else is the environment's, and may succeed later.
 */
export function describeFailure(error: unknown): Failure {
  const message = oneLine(error instanceof Error ? error.message : String(error));
  if (error instanceof StatementFailedError)
    return {
      class: classifyFailure({ code: error.code }).disposition === 'park' ? 'data' : 'environment',
      reason: `warehouse_${error.code}`,
      message: [message, ...shownLoadErrors(error)].join('; '),
    };
  return { class: 'environment', reason: environmentReason(error), message };
}

/**
 * Whether, of several sources that failed to load together, one may be at fault although the failure as such is taken
 * for the environment's.
 */
export const isDoubtful = (error: unknown): boolean =>
  error instanceof StatementFailedError && classifyFailure({ code: error.code }).doubtful;

const mostShown = 3;

/** What COPY could not load: the first few, and how many more the warehouse told of. */
function shownLoadErrors({ loadErrors }: StatementFailedError): string[] {
  const shown = loadErrors.slice(0, mostShown).map((loadError) => oneLine(describeLoadError(loadError)));
  const more = loadErrors.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** The leader node tells failures in blocks of lines. */
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function environmentReason(error: unknown): string {
  if (error instanceof StatementLostError) return 'warehouse_answer_lost';
  if (error instanceof DataApiUnavailableError) return 'warehouse_unavailable';
  if (error instanceof ObjectStoreUnavailableError) return 'object_store_unavailable';
  if (error instanceof QueueUnavailableError) return 'queue_unavailable';
  if (error instanceof NewerContractError) return 'newer_contract_version';
  if (isDiskFull(error)) return 'disk_full';
  return 'unexpected_error';
}

/** The cleaner wraps what the disk said. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error && ((error as NodeJS.ErrnoException).code === 'ENOSPC' || isDiskFull(error.cause));
