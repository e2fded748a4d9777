import type { Dataset } from '@sluice/contracts';
import type { WrittenRecords } from '@sluice/file-cleaning';
import { runLoad } from '@sluice/redshift-data-api';
import { groupArrivals, type StagedSource } from '@sluice/redshift-loading';
import type { Environment } from '../environment.js';
import { newLoadId } from './load-id.js';
import type { Outcome } from './outcome.js';
import { stage } from './stage.js';
import { storeQuarantine } from './store-quarantine.js';
import type { WorkOptions } from './work-options.js';

export interface SourcesToLoad {
  readonly dataset: Dataset;
  /** When the work on them began. */
  readonly startedAt: Date;
  /** At least one; where their bad records stand is known only here. */
  readonly sources: readonly Omit<StagedSource, 'quarantine_uri'>[];
  readonly written: Pick<WrittenRecords, 'rows' | 'rejects' | 'quarantine'>;
  /** For files on their way; the caller removes it. */
  readonly directory: string;
}

/** What every load ends with, whatever lane it is of: quarantine → stage → load, as one attempt with its own id. */
export async function loadSources(
  { dataset, startedAt, sources, written, directory }: SourcesToLoad,
  environment: Environment,
  { signal, beforeTransaction }: WorkOptions,
): Promise<Outcome> {
  const { config, logger, now } = environment;
  const loadId = newLoadId(startedAt);
  const quarantineUri = await storeQuarantine(dataset.name, loadId, written.quarantine, environment, signal);
  const staged = await stage(environment.objects, {
    bucket: config.STAGING_BUCKET,
    prefix: `loads/${dataset.name}/${loadId}/`,
    sources: sources.map((source) => ({ ...source, quarantine_uri: quarantineUri })),
    rows: written.rows,
    rejects: written.rejects,
    directory,
    signal,
  });
  await beforeTransaction();
  const ledger = await runLoad(
    environment.warehouse,
    {
      dataset,
      loadId,
      ...staged,
      arrivalGroups: groupArrivals(
        sources.map(({ first_arrived_at, arrived_at }) => ({ from: first_arrived_at, to: arrived_at })),
      ),
      copyRoleArn: config.COPY_ROLE_ARN,
      statementTimeoutSeconds: config.STATEMENT_TIMEOUT_SECONDS,
      startedAt: startedAt.toISOString(),
      stagedAt: now().toISOString(),
    },
    {
      signal,
      maxRuns: config.MAX_LOAD_RUNS,
      onRerun: (why) => logger.warn({ dataset: dataset.name, loadId, ...why }, 'load runs again'),
    },
  );
  return { kind: 'loaded', loadId, ledger, seconds: (now().getTime() - startedAt.getTime()) / 1000 };
}
