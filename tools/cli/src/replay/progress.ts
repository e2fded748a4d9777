import { createStory } from '../terminal/story.js';

/** Tells how far something has come, on standard error: results have standard output for themselves. */
export interface Progress {
  /** What stands now; shown when it is time to. */
  show(describe: () => string): void;
  /** A line that stays. */
  say(line: string): void;
  /** Takes the unfinished line off the screen. */
  end(): void;
}

const terminalMilliseconds = 100;
const lineMilliseconds = 5_000;

/** On a terminal one line that is kept up to date, elsewhere a line every five seconds. */
export function createProgress(
  title: string,
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Progress {
  const story = createStory(stream);
  const step = stream.isTTY ? story.step(title) : undefined;
  const every = step === undefined ? lineMilliseconds : terminalMilliseconds;
  let shownAt = step === undefined ? now() : 0;
  return {
    show: (describe) => {
      if (now() - shownAt < every) return;
      shownAt = now();
      if (step === undefined) story.line(`${title}: ${describe()}`);
      else step.update(describe());
    },
    say: (line) => story.line(line),
    end: () => story.clear(),
  };
}
