import { appendFile, readFile } from 'node:fs/promises';
import { judgeRun, type Judgement, type JudgementOptions } from './judge-run.js';
import { readResult, readTrend, renderLine, type TrendLine } from './trend-line.js';

export interface TrendOptions extends JudgementOptions {
  /** The trend's file, one line a run; made when there is none. */
  readonly file: string;
  /** When the runs were measured, ISO 8601. */
  readonly at: string;
  /** What was measured. */
  readonly commit: string;
  /** Why these figures are the measure from now on; then they are not judged. */
  readonly accept?: string;
}

/**
 * Judges results against the trend and adds them to it, also those that are worse: a trend keeps what was measured.
 * @param results files with what `bench NAME --json` printed
 * @throws {UnreadableTrendError} for a trend or a result that is none; then nothing is added
 */
export async function followTrend(
  results: readonly string[],
  { file, at, commit, accept, ...options }: TrendOptions,
): Promise<readonly Judgement[]> {
  const trend = readTrend(await textOf(file), file);
  const runs = await Promise.all(
    results.map(async (result) => readResult(await readFile(result, 'utf8'), result, { at, commit })),
  );
  const judged = runs.map((run) => {
    const line: TrendLine = accept === undefined ? run : { ...run, accepted: accept };
    const judgements = judgeRun(trend, line, options);
    const worse = judgements.filter(({ verdict }) => verdict === 'worse').map(({ figure }) => figure);
    return { line: worse.length === 0 ? line : { ...line, worse }, judgements };
  });
  await appendFile(file, judged.map(({ line }) => renderLine(line)).join(''));
  return judged.flatMap(({ judgements }) => judgements);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
