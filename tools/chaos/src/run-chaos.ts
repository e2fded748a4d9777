import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import type { Bundles } from '@sluice/local-stack';
import { startChaosBed } from './bed/chaos-bed.js';
import { Operator } from './bed/operator.js';
import { RequestWatch } from './bed/request-watch.js';
import { calmDown } from './calm/calm-down.js';
import type { ChaosPlan } from './chaos-plan.js';
import { countOf, type Finding } from './judgement/finding.js';
import { judgeLoops } from './judgement/judge-loops.js';
import { judgeNotices } from './judgement/judge-notices.js';
import { storiesOf } from './judgement/stories.js';
import { RuleBook } from './misfortunes/rule-book.js';
import type { Stage } from './misfortunes/stage.js';
import { Tally } from './misfortunes/tally.js';
import { wreakHavoc } from './misfortunes/wreak-havoc.js';
import type { ChaosReport } from './report.js';

export interface ChaosOptions {
  readonly plan: ChaosPlan;
  readonly seed: number;
  readonly workspaceRoot: string;
  readonly dataDirectory: string;
  /** In the place of the built ones. */
  readonly bundles?: Partial<Bundles>;
  /** The built `sluice` command. */
  readonly cliBundle?: string;
  /** Ends the run, everything stopped; it throws the signal's reason. */
  readonly signal: AbortSignal;
  /** A line for people. */
  readonly tell: (line: string) => void;
}

/** Lets everything go wrong, then nothing any more, and judges what came of it. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { plan, seed, workspaceRoot, signal, tell } = options;
  const startedAt = Date.now();
  tell(`seed ${seed}; starting the deployment in ${options.dataDirectory}`);
  const bed = await startChaosBed({ ...options, ...plan, bundles: options.bundles ?? {} });
  try {
    const tally = new Tally();
    const cli = options.cliBundle ?? join(workspaceRoot, 'tools', 'cli', 'dist', 'main.cjs');
    const calm = new AbortController();
    const havoc = AbortSignal.any([calm.signal, signal]);
    // Everybody who waits listens.
    setMaxListeners(0, havoc, signal);
    const stage: Stage = {
      bed,
      tally,
      tell,
      book: new RuleBook(bed.stack.aws.faults, tally),
      operator: new Operator(bed, cli),
      watch: new RequestWatch(bed.stack),
      deadly: new Map(),
      startedAt: new Date(startedAt).toISOString(),
      signal: havoc,
    };
    const { missing, uncovered } = await wreakHavoc(stage, calm, plan);
    signal.throwIfAborted();
    tell(`calm: ${tally.kills} kills, ${tally.faults} faults; everything settles`);
    await restore(stage);
    const calmSince = new Date().toISOString();
    const { findings: found, sums } = await calmDown(stage, { seconds: plan.calmSeconds, signal });
    stage.book.count();
    const findings: readonly Finding[] = [
      ...found,
      ...(await judgeLoops(stage, calmSince, plan.maxAttempts)),
      ...(await judgeNotices(bed.stack)),
      ...missing.map((step): Finding => ({ kind: 'wrong', id: step, what: 'nobody was killed there' })),
      ...bed.warnings.map((what): Finding => ({ kind: 'wrong', id: 'embedded AWS', what })),
    ];
    return {
      ok: findings.length === 0,
      seed,
      kills: tally.kills,
      faults: tally.byKind(),
      ...sums,
      lost: countOf(findings, 'lost'),
      doubled: countOf(findings, 'doubled'),
      seconds: Math.round((Date.now() - startedAt) / 1000),
      findings,
      uncovered,
      stories: await storiesOf(findings, bed),
    };
  } finally {
    await bed.close();
  }
}

/** Nothing is wrong any more but what kills by itself until it is parked. */
async function restore({ bed, book, deadly }: Stage): Promise<void> {
  book.removeAllBut(new Set(deadly.values()));
  await bed.disk.mend();
  bed.stack.processor.setDesiredCount(2);
}
