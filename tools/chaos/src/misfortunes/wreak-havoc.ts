import { setTimeout as delay } from 'node:timers/promises';
import { appsToKill, type ChaosPlan } from '../chaos-plan.js';
import { easySteps, killSteps } from '../kill-steps.js';
import { episodes, type EpisodeName } from './episodes.js';
import { killAnything } from './kills.js';
import { EpisodePlayer, playEpisodes } from './play-episodes.js';
import { disturbDeliveries, failRequests } from './request-faults.js';
import type { Stage } from './stage.js';
import { StepHunt } from './step-hunt.js';
import { keepProducing } from './traffic.js';

export interface Havoc {
  /** Steps that had to be hit and were not. */
  readonly missing: readonly string[];
  /** Episodes that never came up. */
  readonly uncovered: readonly string[];
}

/** Everything goes wrong at once, until it is enough or the time is over. */
export async function wreakHavoc(stage: Stage, calm: AbortController, plan: ChaosPlan): Promise<Havoc> {
  const names = plan.episodes ?? (Object.keys(episodes) as EpisodeName[]);
  const player = new EpisodePlayer(stage);
  const hunt = new StepHunt(stage, player, plan.steps === 'all' ? killSteps : easySteps);
  const missing = () => (plan.steps === 'all' ? allMissing(hunt) : appsMissing(hunt));
  const isKilledEnough = () => stage.tally.kills >= plan.kills;
  const isEnough = () =>
    isKilledEnough() &&
    stage.tally.faults >= plan.faults &&
    missing().length === 0 &&
    player.played.size >= names.length;
  const parts = [
    keepProducing(stage),
    failRequests(stage),
    disturbDeliveries(stage),
    killAnything(stage, plan.killMilliseconds, isKilledEnough),
    playEpisodes(stage, player, { ...plan, episodes: names }),
    hunt.run(plan.hunters, plan.huntMilliseconds, isKilledEnough),
    untilEnough(stage, plan.seconds, isEnough, missing),
  ];
  // The first to end is told to by the clock, or has failed: the others end with it, and are waited for.
  const first = Promise.race(parts).finally(() => calm.abort());
  await Promise.allSettled([first, ...parts]);
  await Promise.all(parts);
  return { missing: missing(), uncovered: names.filter((name) => !player.played.has(name)) };
}

const allMissing = (hunt: StepHunt): readonly string[] =>
  hunt.missing().map(({ victim, name }) => `${victim}, ${name}`);

/** A smoke run is too short for every step. */
const appsMissing = (hunt: StepHunt): readonly string[] =>
  appsToKill
    .filter((victims) => !hunt.hitVictims().some((victim) => victims.includes(victim)))
    .map(([app]) => `any step of ${app}`);

const tellMilliseconds = 10_000;
const mostNamed = 4;

async function untilEnough(
  { tally, book, signal, tell }: Stage,
  seconds: number,
  isEnough: () => boolean,
  missing: () => readonly string[],
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  let toldAt = Date.now();
  while (!signal.aborted && Date.now() < deadline && !isEnough()) {
    await delay(250, undefined, { signal }).catch(() => undefined);
    book.count();
    if (Date.now() - toldAt < tellMilliseconds) continue;
    toldAt = Date.now();
    const left = missing();
    const named = left.length > 0 && left.length <= mostNamed ? `: ${left.join('; ')}` : '';
    tell(`${tally.kills} kills, ${tally.faults} faults, ${left.length} steps not hit yet${named}`);
  }
}
