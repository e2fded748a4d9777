import type { KillStep } from '../kill-steps.js';
import type { Situation, Victim } from '../step.js';
import type { EpisodeName } from './episodes.js';
import type { EpisodePlayer } from './play-episodes.js';
import { endlessly, pause, type Stage } from './stage.js';

const patienceMilliseconds = 6000;
/** A message is given up after several receives. */
const giveUpMilliseconds = 15_000;
/** What was not come to is waited for longer the next time. */
const morePatienceMilliseconds = 4000;
const mostPatienceMilliseconds = 20_000;

/** What makes the situation that a step needs, and how long that serves others as well; the rest comes by itself. */
const makers: Partial<Readonly<Record<Situation, readonly [EpisodeName, number]>>> = {
  'claim check': ['a record too large for a message', 4000],
  'gave up': ['loads are refused', 10_000],
  'dead letters': ['a dead letter', 4000],
  parked: ['broken files', 15_000],
};

/** Whom it kills. */
export type Hunter = readonly Victim[];

/** Kills at named steps, and knows which of them were hit. */
export class StepHunt {
  readonly #hits = new Set<KillStep>();
  readonly #hunted = new Set<KillStep>();
  readonly #misses = new Map<KillStep, number>();
  readonly #madeAt = new Map<Situation, number>();

  constructor(
    private readonly stage: Stage,
    private readonly player: EpisodePlayer,
    private readonly steps: readonly KillStep[],
  ) {}

  /** Steps at which nobody was killed yet. */
  missing(): readonly KillStep[] {
    return this.steps.filter((step) => !this.#hits.has(step));
  }

  hitVictims(): readonly Victim[] {
    return [...this.#hits].map(({ victim }) => victim);
  }

  /**
   * Each hunter waits at one step at a time, those first that were not hit yet.
   * @param pauseMilliseconds for somebody to come as far as the next step
   * @param isEnough who has hit all of its own leaves the others alone then: some steps are reached only by who lives
   */
  async run(hunters: readonly Hunter[], pauseMilliseconds: number, isEnough: () => boolean): Promise<void> {
    await Promise.all(hunters.map((hunter) => this.#hunt(hunter, pauseMilliseconds, isEnough)));
  }

  async #hunt(victims: Hunter, pauseMilliseconds: number, isEnough: () => boolean): Promise<void> {
    const { signal, bed } = this.stage;
    const own = this.steps.filter(({ victim }) => victims.includes(victim));
    const order = endlessly(() => {
      const missing = own.filter((step) => !this.#hits.has(step));
      return missing.length > 0 ? missing : own;
    }, bed.random);
    while (!signal.aborted) {
      const step = order.next().value;
      const isLeftAlone = isEnough() && own.every((each) => this.#hits.has(each));
      if (!isLeftAlone && !this.#hunted.has(step)) {
        this.#hunted.add(step);
        await this.#wait(step);
        this.#hunted.delete(step);
      }
      await pause(pauseMilliseconds * (0.5 + bed.random.next()), signal);
    }
  }

  async #wait(step: KillStep): Promise<void> {
    const { book, bed, signal } = this.stage;
    const id = book.add(step.rule(bed.stack.names));
    // It may last longer than the hunt; who plays episodes sees what it throws.
    this.#make(step.situation).catch(() => undefined);
    const misses = this.#misses.get(step) ?? 0;
    const patience = Math.min(
      mostPatienceMilliseconds,
      (step.situation === 'gave up' ? giveUpMilliseconds : patienceMilliseconds) +
        misses * morePatienceMilliseconds,
    );
    const waited = pause(patience, signal).then(() => false);
    const hit = await Promise.race([book.hasStruck(id), waited]);
    book.remove(id);
    if (hit) this.#hits.add(step);
    else this.#misses.set(step, misses + 1);
  }

  async #make(situation: Situation | undefined): Promise<void> {
    const [maker, servesMilliseconds] = (situation && makers[situation]) ?? [];
    if (situation === undefined || maker === undefined || servesMilliseconds === undefined) return;
    if (Date.now() - (this.#madeAt.get(situation) ?? 0) < servesMilliseconds) return;
    this.#madeAt.set(situation, Date.now());
    await this.player.play(maker);
  }
}
