import type { ContractFinding } from './check-contracts.js';
import type { ContractChange } from './contract-change.js';

const folder = 'libs/contracts/snapshots';
const record = 'npx sluice contract check --write';

/**
 * What the check says, for people: each change with its reason and what to do, then what to do with the contract.
 * @param written whether what could be recorded has been
 */
export function reportFindings(findings: readonly ContractFinding[], written = false): string {
  return findings.map((finding) => reportOf(finding, written)).join('\n');
}

function reportOf(finding: ContractFinding, written: boolean): string {
  const { dataset, version, changes, unread = [], writes } = finding;
  const files = written ? writes.map(({ name }) => `wrote ${folder}/${name}`) : [];
  const lines = [
    `${dataset} v${version}: ${headlineOf(finding, written)}`,
    ...changes
      // Of an unread one, these are told by version.
      .filter(({ breaksRecords }) => finding.status !== 'unread' || !breaksRecords)
      .flatMap((change) => changeLines(change)),
    ...unread.flatMap((each) => each.changes.flatMap((change) => changeLines(change, `v${each.version}`))),
    ...dutiesOf(finding).map((line) => `  ${line}`),
    ...(files.length > 0 ? files : adviceOf(finding)).map((line) => `  ${line}`),
  ];
  return `${lines.join('\n')}\n`;
}

function headlineOf(finding: ContractFinding, written: boolean): string {
  const recorded = written ? 'recorded' : 'not recorded yet';
  switch (finding.status) {
    case 'unchanged':
      return 'unchanged';
    case 'new':
      return `new, ${recorded}`;
    case 'additive':
      return `additive changes, ${recorded}`;
    case 'neutral':
      return `changes that touch no record, ${recorded}`;
    case 'bumped':
      return `a new version, ${recorded}`;
    case 'breaking':
      return 'BREAKING changes without a new version';
    case 'unread':
      return `BREAKS RECORDS of ${unreadVersionsOf(finding)}, which it says it reads (acceptsFrom: ${finding.acceptsFrom})`;
    case 'removed':
      return 'REMOVED: there are snapshots and no contract';
    case 'invalid':
      return `INVALID: ${finding.problem}`;
  }
}

/** @param title what it is, its kind unless said */
function changeLines({ kind, column, what, why, remedy }: ContractChange, title: string = kind): string[] {
  return [
    `  ${title.padEnd(8)}  ${column === undefined ? '' : `${column}: `}${what}`,
    `    why     ${why}`,
    ...(remedy === '' ? [] : [`    remedy  ${remedy}`]),
  ];
}

/** What a new version with breaking changes means while it is deployed. */
function dutiesOf({
  status,
  version,
  recordedVersion = version - 1,
  acceptsFrom,
  changes,
}: ContractFinding): string[] {
  if (status !== 'bumped' || !changes.some(({ kind }) => kind === 'breaking')) return [];
  const previous = `v${recordedVersion}`;
  return [
    ...(acceptsFrom > recordedVersion
      ? [
          `Stream records that say ${previous} are refused from the deployment on, and row batches of ${previous} that are in flight are parked: let the rows lane run empty first.`,
        ]
      : [
          `Stream records that say ${previous} are read on, and row batches of ${previous} that are in flight are loaded by the names of their columns.`,
        ]),
    `Producers say \`"contractVersion": ${version}\` only after the deployment: before it those records are refused.`,
  ];
}

/** Oldest first. */
const unreadVersionsOf = ({ unread = [] }: ContractFinding): string =>
  unread
    .map(({ version }) => `v${version}`)
    .reverse()
    .join(', ');

function adviceOf({ dataset, status, version, changes, unread = [] }: ContractFinding): string[] {
  switch (status) {
    case 'new':
    case 'bumped':
      return [`Record it: ${record}`];
    case 'additive':
      return [`Record them, with the migration where the table has to follow: ${record}`];
    case 'neutral':
      return [`Record them when it suits you: ${record}`];
    case 'breaking':
      return [
        'Take the breaking changes back; or make them on purpose, when everybody they touch knows:',
        changes.some(({ breaksRecords }) => breaksRecords)
          ? `set \`version: ${version + 1}\` and, as it reads no records of v${version} any more, \`acceptsFrom: ${version + 1}\` in the contract, then ${record}`
          : `set \`version: ${version + 1}\` in the contract, then ${record}`,
      ];
    case 'unread':
      return [
        'Mend the contract so that it reads them with the same values; or refuse them, when no producer says such a',
        `version any more and nobody replays it: set \`acceptsFrom: ${1 + Math.max(...unread.map((each) => each.version))}\` in the contract, then ${record}`,
      ];
    case 'removed':
      return [
        'Its tables, files in flight and stream producers lose their contract: files are parked, records refused.',
        'Put the contract back; or, when nothing delivers it and nobody reads it any more:',
        `git rm '${folder}/${dataset}.v*'`,
      ];
    case 'unchanged':
    case 'invalid':
      return [];
  }
}
