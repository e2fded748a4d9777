import type { Dataset } from '@sluice/contracts';
import type { ObjectStore } from '@sluice/object-store';
import type { DataApi } from '@sluice/redshift-data-api';
import type { RecordCodec, RouteOptions } from '@sluice/stream-transform';
import { FileJudges } from './file-judges.js';
import { judgePayload } from './judge-payload.js';
import { quarantinedRejects, type QuarantinedReject } from './quarantined-rejects.js';
import { rawBytesOf, RawRecords } from './raw-records.js';
import type { VerdictAgain } from './verdict-again.js';

export interface JudgingEnvironment extends Pick<RouteOptions, 'findDataset'> {
  readonly warehouse: Pick<DataApi, 'query'>;
  readonly objects: Pick<ObjectStore, 'download' | 'head' | 'readStart'>;
  readonly codec: RecordCodec;
  /** For downloads; the caller removes it. */
  readonly folder: string;
  /** Rejects held at a time. */
  readonly pageRows?: number;
}

/**
 * Judges every reject that is meant again, by its raw bytes and the contract of now: what came on a stream as a stream's
 * payload, what came in a file as a record of that file.
 * @param conditions on the rejects as `r`
 */
export async function* judgeRejects(
  dataset: Dataset,
  conditions: readonly string[],
  environment: JudgingEnvironment,
  signal: AbortSignal,
): AsyncGenerator<{ readonly reject: QuarantinedReject; readonly verdict: VerdictAgain }> {
  const { warehouse, objects, codec, findDataset, folder, pageRows } = environment;
  const raws = new RawRecords(objects, folder, signal);
  const files = new FileJudges(dataset, objects, folder);
  for await (const page of quarantinedRejects(warehouse, dataset, conditions, signal, pageRows))
    for await (const { reject, record } of raws.of(page)) {
      if (record === undefined) yield { reject, verdict: { is: 'unreadable', why: noRaw } };
      // No contract changes how long a record may be.
      else if (record.rawBytes !== undefined) yield { reject, verdict: { is: 'bad', reason: reject.reason } };
      else {
        const raw = rawBytesOf(record);
        const verdict =
          reject.file === undefined
            ? judgePayload(raw, { dataset, findDataset, codec })
            : (await files.of(reject.file))(raw);
        yield { reject, verdict };
      }
    }
}

const noRaw = 'their raw bytes are not in the quarantine bucket any more';
