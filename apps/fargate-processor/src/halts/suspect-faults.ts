import { ObjectStoreUnavailableError } from '@sluice/object-store';
import { DataApiUnavailableError, StatementFailedError, StatementLostError } from '@sluice/redshift-data-api';
import { classifyFailure } from '@sluice/redshift-loading';

interface SuspectFault {
  readonly matches: (error: unknown) => boolean;
  readonly why: string;
}

/** The warehouse lets nobody in, or has no room for anybody. */
const unwellCodes = new Set([
  '57P01',
  '57P03',
  '53300',
  'DatabaseConnectionException',
  'BatchExecuteStatementException',
  'InternalServerException',
  'InternalFailure',
  'ServiceUnavailable',
]);

/**
 * Faults that could be everybody's. One alone decides nothing: a file that is encrypted with a key that we may not use
 * is refused as a bucket without permissions is. They are why the preconditions are asked again, and these decide.
 *
 * Not among them are faults of queues: what cannot be received burns no receive, and what cannot be sent comes again.
 */
const suspectFaults: readonly SuspectFault[] = [
  {
    matches: (error) => error instanceof DataApiUnavailableError,
    why: 'the Data API takes no statement: it may take nobody’s',
  },
  {
    matches: (error) => error instanceof StatementLostError,
    why: 'the answer was lost: the network or the Data API may be away',
  },
  {
    matches: (error) =>
      error instanceof StatementFailedError && classifyFailure({ code: error.code }).disposition === 'halt',
    why: 'credentials, grants, the schema, or what COPY may read: every load needs the same',
  },
  {
    matches: (error) => error instanceof StatementFailedError && unwellCodes.has(error.code),
    why: 'the warehouse is shut down, full or unwell',
  },
  {
    matches: (error) => error instanceof ObjectStoreUnavailableError,
    why: 'S3 is away or refuses: it may refuse everything',
  },
];

/** Why a fault could be everybody's; undefined when it can only be its message's own. */
export const suspicionOf = (error: unknown): string | undefined =>
  suspectFaults.find(({ matches }) => matches(error))?.why;
