import { titleBasics, titleRatings, type Dataset, type Value } from '@sluice/contracts';
import { comparableCell, fileRecordId } from '@sluice/load-model';
import type { StreamItem } from '@sluice/stream-proof';
import type { LandingFile } from '../traffic/known-file.js';
import type { LandedVersion, StreamedRecord } from './truth.js';

/** Of whatever has an identity. */
interface Identified {
  readonly recordId: string;
  /** As `instant` writes it. */
  readonly arrivedAt: string;
  /** For people. */
  readonly name: string;
}

export interface ExpectedRow extends Identified {
  readonly dataset: string;
  /** By the table's column; of those that are known. */
  readonly cells: Readonly<Record<string, string | null>>;
}

export interface ExpectedReject extends Identified {
  readonly dataset: string;
  readonly reason: string;
}

export interface ExpectedFile extends LandedVersion {
  readonly fate: LandingFile['fate'];
}

/** What must stand in the warehouse, by what stands on the stream and in the landing bucket, and nothing else. */
export interface Expectation {
  readonly rows: readonly ExpectedRow[];
  readonly rejects: readonly ExpectedReject[];
  readonly files: readonly ExpectedFile[];
  /** What nobody made, and records that were put and are nowhere: the run's own fault. */
  readonly problems: readonly string[];
}

export function expectationOf(
  records: readonly StreamedRecord[],
  versions: readonly LandedVersion[],
  items: ReadonlyMap<string, StreamItem>,
  landed: ReadonlyMap<string, LandingFile>,
): Expectation {
  const rows: ExpectedRow[] = [];
  const rejects: ExpectedReject[] = [];
  const files: ExpectedFile[] = [];
  const problems: string[] = [];
  for (const { recordId, arrivedAt, content } of records) {
    const item = items.get(content);
    if (item === undefined) problems.push(`nobody put the record ${recordId}`);
    for (const { place, fate } of item?.payloads ?? []) {
      const identified = { recordId: `${recordId}${place}`, arrivedAt, name: item?.name ?? '' };
      if (fate.kind === 'reject') rejects.push({ ...identified, dataset: fate.dataset, reason: fate.reason });
      else rows.push({ ...identified, dataset: fate.dataset, cells: cellsOf(fate.dataset, fate.row) });
    }
  }
  for (const version of versions) {
    const file = landed.get(version.content);
    if (file === undefined) {
      problems.push(`nobody landed ${version.key} version ${version.versionId}`);
      continue;
    }
    files.push({ ...version, fate: file.fate });
    if (file.fate.kind === 'loaded') addRecords(version, file.fate, rows, rejects);
  }
  return { rows, rejects, files, problems };
}

function addRecords(
  { sourceId, arrivedAt, key }: LandedVersion,
  { dataset, records }: Extract<LandingFile['fate'], { kind: 'loaded' }>,
  rows: ExpectedRow[],
  rejects: ExpectedReject[],
): void {
  const { columns } = contractOf(dataset);
  for (const [ordinal, record] of records.entries()) {
    const identified = { recordId: fileRecordId(sourceId, ordinal), arrivedAt, name: key, dataset };
    if ('reason' in record) rejects.push({ ...identified, reason: record.reason });
    else {
      const cells = columns.map((column, place) => [
        column.name,
        comparableCell(column, record.row[place] ?? null),
      ]);
      rows.push({ ...identified, cells: Object.fromEntries(cells) as ExpectedRow['cells'] });
    }
  }
}

/** Of a payload on the stream only some columns are known, by their names there. */
function cellsOf(dataset: 'title-basics' | 'title-ratings', row: object): ExpectedRow['cells'] {
  const { columns } = contractOf(dataset);
  const cells = Object.entries(row as Record<string, Value>).map(([from, value]) => {
    const column = columns.find((each) => each.from === from);
    if (column === undefined) throw new Error(`${dataset} has no ${from}`);
    return [column.name, comparableCell(column, value)] as const;
  });
  return Object.fromEntries(cells);
}

export const contractOf = (dataset: string): Dataset =>
  dataset === titleBasics.name ? titleBasics : titleRatings;
