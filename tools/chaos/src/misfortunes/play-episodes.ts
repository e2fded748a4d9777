import { episodes, type EpisodeName } from './episodes.js';
import { endlessly, pause, type Stage } from './stage.js';

/** Plays episodes, none of them twice at a time. */
export class EpisodePlayer {
  readonly #playing = new Map<EpisodeName, Promise<void>>();
  readonly #played = new Set<EpisodeName>();

  constructor(private readonly stage: Stage) {}

  get played(): ReadonlySet<EpisodeName> {
    return this.#played;
  }

  /** Joins the one that is being played. */
  play(name: EpisodeName): Promise<void> {
    const { stage } = this;
    const playing = this.#playing.get(name);
    if (playing !== undefined) return playing;
    stage.tell(name);
    this.#played.add(name);
    const played = episodes[name](stage)
      .catch((error: unknown) => {
        // Cut off by the calm.
        if (!stage.signal.aborted) throw error;
      })
      .finally(() => this.#playing.delete(name));
    this.#playing.set(name, played);
    return played;
  }
}

/** What costs minutes of waiting for each worker that it kills is rare. */
const mostDeadly = 4;

export interface EpisodePlan {
  readonly episodes: readonly EpisodeName[];
  /** Between two of them something gets done. */
  readonly breathMilliseconds: number;
}

/** One after the other, in any order, each before one comes again. */
export async function playEpisodes(
  stage: Stage,
  player: EpisodePlayer,
  { episodes: names, breathMilliseconds: pauseMilliseconds }: EpisodePlan,
): Promise<void> {
  const order = endlessly(() => names, stage.bed.random);
  while (await pause(pauseMilliseconds, stage.signal)) {
    const name = order.next().value;
    if (name === 'a deadly file' && stage.deadly.size >= mostDeadly) continue;
    await player.play(name);
  }
}
