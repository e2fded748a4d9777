import type { Judgement } from './judge-run.js';

/** A Markdown table, for a terminal and for a job's summary alike; what is worse comes first. */
export function renderTrend(judgements: readonly Judgement[]): string {
  const rows = [...judgements].sort((a, b) => Number(b.verdict === 'worse') - Number(a.verdict === 'worse'));
  const lines = rows.map(
    ({ bench, figure, value, better, baseline, change, limit, verdict }) =>
      `| ${bench} | ${figure} | ${value.toFixed(2)} | ${baseline?.toFixed(2) ?? '–'} | ` +
      `${baseline === undefined ? '–' : percent(better === 'lower' ? change : -change)} | ` +
      `${percent(limit)} | ${verdict === 'worse' ? '**WORSE**' : verdict} |`,
  );
  return [
    '| bench | figure | now | median | change | may be worse by | |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...lines,
    '',
  ].join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
