import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { datasets } from '../datasets/registry.js';
import { checkContracts, isAccepted } from './check-contracts.js';
import { reportFindings } from './report-findings.js';
import { readSnapshotName } from './snapshot-file.js';

const folder = join(import.meta.dirname, '..', '..', 'snapshots');
const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

// The same as `sluice contract check`, so that no change of a contract passes the tests unseen.
it('every contract is as its committed snapshot has it', () => {
  const refused = checkContracts(datasets, files).filter((finding) => !isAccepted(finding));
  expect(reportFindings(refused)).toBe('');
});

it('the folder holds snapshots and migrations only', () => {
  expect([...files.keys()].filter((name) => !readSnapshotName(name))).toEqual([]);
});
