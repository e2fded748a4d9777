import Table from 'cli-table3';
import type { Finding } from './judgement/finding.js';

/** What a run came to. */
export interface ChaosReport {
  readonly ok: boolean;
  readonly seed: number;
  readonly kills: number;
  /** Struck, by kind; kills among them. */
  readonly faults: Readonly<Record<string, number>>;
  /** Of the ledger. */
  readonly read: number;
  readonly loaded: number;
  readonly deduplicated: number;
  readonly quarantined: number;
  readonly lost: number;
  readonly doubled: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
  /** Episodes that did not come up in the time there was. */
  readonly uncovered: readonly string[];
  /** Of the first findings, what the logs say. */
  readonly stories: readonly string[];
}

/** The last line of `--json`. */
export function jsonLine(report: ChaosReport): string {
  const { ok, seed, kills, faults, read, loaded, deduplicated, quarantined, lost, doubled, seconds } = report;
  return JSON.stringify({
    ok,
    seed,
    kills,
    faults,
    read,
    loaded,
    deduplicated,
    quarantined,
    lost,
    doubled,
    seconds,
  });
}

/** For people. */
export function renderReport(report: ChaosReport): string {
  const { ok, faults, findings, stories, uncovered, kills, seconds } = report;
  const total = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const table = new Table({
    head: ['fault', 'injected', 'survived'],
    style: { head: [], border: [], compact: true },
  });
  // A run that ends as it must has survived every one of them; of one that does not nobody can tell which it was.
  for (const [kind, count] of Object.entries(faults)) table.push([kind, count, ok ? count : '?']);
  table.push(['in all', total, ok ? total : '?']);
  const sums = [
    `${report.read} read = ${report.loaded} loaded + ${report.deduplicated} deduplicated + ${report.quarantined} quarantined`,
    `${report.lost} lost, ${report.doubled} doubled, ${findings.length - report.lost - report.doubled} otherwise wrong`,
    `${kills} kills, ${total} faults in ${seconds} s, seed ${report.seed}`,
  ];
  return [
    table.toString(),
    ...sums,
    ...(uncovered.length === 0 ? [] : [`not come to: ${uncovered.join(', ')}`]),
    ...stories,
    ...(findings.length > stories.length ? [`… and ${findings.length - stories.length} more`] : []),
    ok ? 'Every record is accounted for.' : 'NOT as it must be.',
    '',
  ].join('\n');
}
