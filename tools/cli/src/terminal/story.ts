import picocolors from 'picocolors';

/** Tells what goes on, step by step: on a terminal the line of the step that runs is kept up to date. */
export interface Story {
  line(text: string): void;
  /** Begins a step; the one before should be done. */
  step(title: string): Step;
  /** Takes the unfinished line off the screen. */
  clear(): void;
}

export interface Step {
  update(detail: string): void;
  done(detail: string): void;
}

export function createStory(stream: NodeJS.WriteStream): Story {
  const colors = picocolors.createColors(stream.isTTY && picocolors.isColorSupported);
  const clear = () => {
    if (stream.isTTY) stream.write('\r\u001b[K');
  };
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  return {
    line,
    clear,
    step: (title) => {
      const startedAt = Date.now();
      const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
      const draw = (detail: string) => {
        if (!stream.isTTY) return;
        clear();
        const text = `· ${title} ${detail}`.slice(0, stream.columns - 1);
        stream.write(colors.dim(text));
      };
      draw('…');
      return {
        update: draw,
        done: (detail) => {
          line(`${colors.green('✓')} ${title}: ${detail} ${colors.dim(`(${seconds()})`)}`);
        },
      };
    },
  };
}
