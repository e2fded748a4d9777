import { at, fileSource, visits } from '@sluice/load-model';
import { StatementFailedError } from '@sluice/redshift-data-api';
import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import type { LoadWarehouse } from './load-warehouse.js';
import { readTables } from './read-tables.js';
import { sharedWarehouse } from './shared-warehouse.js';

const warehouse = sharedWarehouse([visits]);
const nothing = { target: [], rejects: [], ledger: [] };

const failureOf = async (load: Promise<unknown>): Promise<StatementFailedError> => {
  const error: unknown = await load.catch((cause: unknown) => cause);
  if (error instanceof StatementFailedError) return error;
  throw new Error('The load did not fail.', { cause: error });
};

const contents = (opened: LoadWarehouse) => readTables(opened.placed(visits));

conformance('loads', 'failures', (conforms) => {
  conforms(
    'name file and column of what COPY does not take, and leave nothing',
    { waitSeconds: 900 },
    async () => {
      const opened = await warehouse();
      await opened.empty(visits);
      const tooLong = fileSource('v1', at(0), [
        ['home', 1],
        ['x'.repeat(2000), 2],
      ]);
      const { loadErrors } = await failureOf(opened.load(visits, 'load-1', [tooLong]));
      expect(loadErrors).toEqual([
        expect.objectContaining({
          file: expect.stringMatching(/^s3:\/\/.*\/load-1\/rows\/rows\.parquet$/),
          column: expect.stringMatching(/page/),
          code: '15007',
        }),
      ]);
      expect(await contents(opened)).toEqual(nothing);
    },
  );

  conforms('of sums that do not hold leave nothing', { waitSeconds: 900 }, async () => {
    const opened = await warehouse();
    await opened.empty(visits);
    const rows = [['home', 1], null] as const;
    const wrong = fileSource('v1', at(0), rows, { recordsRead: 3 });
    const { code } = await failureOf(opened.load(visits, 'load-1', [wrong]));
    expect(code).toBe('23502');
    expect(await contents(opened)).toEqual(nothing);
    const [entry] = await opened.load(visits, 'load-2', [fileSource('v1', at(0), rows)]);
    expect(entry).toMatchObject({ loadId: 'load-2', loaded: 1, quarantined: 1, reconciled: true });
  });

  conforms('of a load into tables that are not there say so', { waitSeconds: 900 }, async () => {
    const opened = await warehouse();
    const elsewhere = { ...visits, table: { ...visits.table, name: 'absent' } };
    const { code } = await failureOf(
      opened.load(elsewhere, 'load-1', [fileSource('v1', at(0), [['home', 1]])]),
    );
    expect(code).toBe('42P01');
  });

  conforms('of a manifest that is not there give the code of S3', { waitSeconds: 900 }, async () => {
    const opened = await warehouse();
    await opened.empty(visits);
    const missing = { rowsManifestUri: `${opened.stageUrl}absent.manifest` };
    const { code } = await failureOf(
      opened.load(visits, 'load-1', [fileSource('v1', at(0), [['home', 1]])], missing),
    );
    expect(code).toBe('NoSuchKey');
    expect(await contents(opened)).toEqual(nothing);
  });
});
