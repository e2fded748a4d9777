import { gzipSync } from 'node:zlib';
import {
  findDataset,
  loadableDatasets,
  titleBasics,
  titleRatings,
  type Column,
  type Dataset,
} from '@sluice/contracts';
import type { QuarantinedRecord } from '@sluice/file-cleaning';
import { fileSourceId } from '@sluice/message-schemas';
import { objectUri } from '@sluice/object-store';
import { readCatalog, runMigration, type DataApi } from '@sluice/redshift-data-api';
import {
  datasetTables,
  ledgerColumns,
  planMigration,
  quoteLiteral,
  quoteTable,
} from '@sluice/redshift-loading';
import { createHash } from 'node:crypto';
import { listening } from '../listening.testing.js';
import { interruptible, startReplayBed, type ReplayBed } from '../replay/replay-bed.testing.js';
import { warehouseOf } from '../target/target-clients.js';
import type { Confirm } from '../terminal/confirm.js';
import { replayQuarantine, type ReplayQuarantineOptions, type ReplayWorld } from './replay-quarantine.js';

/** The same contract with other rules for a column. */
export const mended = (dataset: Dataset, column: string, rules: object): Dataset => ({
  ...dataset,
  columns: dataset.columns.map((each) => (each.name === column ? ({ ...each, ...rules } as Column) : each)),
});

/** Years up to 3000, ratings up to 11. */
export const contractsOfNow: ReplayWorld = {
  findDataset: (name) =>
    ({
      'title-basics': mended(titleBasics, 'start_year', { max: 3000 }),
      'title-ratings': mended(titleRatings, 'average_rating', { max: '11.0' }),
    })[name] ?? findDataset(name),
  patience: { fruitlessTries: 1, firstPauseMilliseconds: 0, longestPauseMilliseconds: 0 },
};

export type Line = Omit<QuarantinedRecord, 'rule' | 'value' | 'column'> & Partial<QuarantinedRecord>;

/** A deployment whose warehouse holds rejects, and whose quarantine bucket holds their bytes; nothing loads there. */
export interface QuarantineBed extends ReplayBed {
  readonly warehouse: DataApi;
  /** A file with rejects. @returns its source id */
  file(key: string, content: string | Buffer, lines: readonly Line[], format?: object): Promise<string>;
  /** Rejects of a stream's batch. */
  batch(dataset: Dataset, lines: readonly Line[]): Promise<void>;
  replay(
    options?: Partial<ReplayQuarantineOptions>,
    confirm?: Confirm,
    world?: ReplayWorld,
  ): Promise<{ readonly result: number; readonly stdout: string; readonly stderr: string }>;
  state(recordIds: readonly string[], state: string): Promise<void>;
}

export const arrivedAt = Date.parse('2026-03-14T12:00:00.250Z');

export async function startQuarantineBed(): Promise<QuarantineBed> {
  const bed = await startReplayBed(1);
  const { names } = bed.target;
  const warehouse = warehouseOf(bed.target);
  const catalog = await readCatalog(warehouse, loadableDatasets, { timeoutSeconds: 60 });
  const access = { loaders: [], readers: [], database: names.database };
  const { steps } = planMigration(loadableDatasets, catalog, { all: loadableDatasets, access });
  await runMigration(warehouse, steps, { timeoutSeconds: 60 });

  let objects = 0;
  const store = async (dataset: Dataset, sourceId: string, lines: readonly Line[]) => {
    const key = `records/${dataset.name}/load-${objects++}/rejects.ndjson.gz`;
    const text = lines
      .map((line) => `${JSON.stringify({ column: null, rule: 'a rule', value: null, ...line })}\n`)
      .join('');
    await bed.putObject(names.quarantineBucket, key, gzipSync(text));
    const rows = lines.map((line) => {
      const recordId = line.recordId ?? `${sourceId}:${String(line.ordinal).padStart(12, '0')}`;
      const place = `s3://${names.quarantineBucket}/${key}#${line.ordinal}`;
      const texts = [recordId, at, 'load', sourceId, 'quarantined', line.reason].map(quoteLiteral);
      const column = line.column == null ? 'NULL' : quoteLiteral(line.column);
      const value = line.value == null ? 'NULL' : quoteLiteral(line.value);
      return `(${texts.join(', ')}, ${column}, 'a rule', ${value}, ${quoteLiteral(place)}, NULL)`;
    });
    await warehouse.query(
      `INSERT INTO ${quoteTable(datasetTables(dataset).rejects)} VALUES ${rows.join(', ')}`,
    );
  };
  const at = new Date(arrivedAt).toISOString().replace('T', ' ').replace('Z', '');
  const source = async (dataset: Dataset, values: Readonly<Record<string, string | null>>) => {
    const usual: Readonly<Record<string, string | null>> = {
      ...{ load_id: 'load', state: 'loaded', origin: 'somewhere', contract_version: '1', reconciled: 'true' },
      ...{ records_read: '1', loaded: '0', deduplicated: '0', quarantined: '1' },
      ...{ first_arrived_at: at, arrived_at: at, loaded_at: at, ...values },
    };
    const cells = ledgerColumns.map(({ name }) => {
      const value = usual[name];
      return value == null ? 'NULL' : quoteLiteral(value);
    });
    await warehouse.query(
      `INSERT INTO ${quoteTable(datasetTables(dataset).ledger)} VALUES (${cells.join(', ')})`,
    );
  };
  return {
    ...bed,
    warehouse,
    file: async (key, content, lines) => {
      const dataset = key.startsWith('title-basics/') ? titleBasics : titleRatings;
      await bed.putObject(names.landingBucket, key, content);
      const { versionId, etag = '' } = await lastVersion(bed, key);
      const sourceId = fileSourceId({ bucket: names.landingBucket, key, versionId, etag }, sha256Hex);
      await source(dataset, {
        ...{
          source_id: sourceId,
          kind: 'file',
          origin: objectUri({ bucket: names.landingBucket, key, versionId }),
        },
        ...{ object_bucket: names.landingBucket, object_key: key, object_version: versionId ?? null },
      });
      await store(dataset, sourceId, lines);
      return sourceId;
    },
    batch: async (dataset, lines) => {
      const sourceId = sha256Hex(JSON.stringify(lines));
      await source(dataset, { source_id: sourceId, kind: 'stream', origin: 'records:batch' });
      await store(dataset, sourceId, lines);
    },
    replay: (options, confirm, world = contractsOfNow) =>
      listening(() =>
        replayQuarantine(
          { dataset: 'title-basics', dryRun: false, yes: true, json: true, ...options },
          () => Promise.resolve(bed.target),
          interruptible().interrupt,
          confirm,
          world,
        ),
      ),
    state: async (recordIds, state) => {
      for (const dataset of loadableDatasets)
        await warehouse.query(
          `UPDATE ${quoteTable(datasetTables(dataset).rejects)} SET "state" = ${quoteLiteral(state)} WHERE "_record_id" IN (${recordIds.map(quoteLiteral).join(', ')})`,
        );
    },
  };
}

async function lastVersion(bed: ReplayBed, key: string) {
  for await (const version of bed.objects.listVersions(bed.target.names.landingBucket, key))
    if (version.isLatest) return version;
  throw new Error(`${key} did not land`);
}

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
