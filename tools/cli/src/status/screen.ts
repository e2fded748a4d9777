/** Of a terminal that does not say how large it is. */
const usualRows = 24;
const usualColumns = 80;

/** Shows texts one after the other: on a terminal in each other's place, elsewhere as blocks. */
export interface Screen {
  show(text: string): void;
}

export function createScreen(stream: NodeJS.WriteStream): Screen {
  if (!stream.isTTY) return { show: (text) => void stream.write(`${text}\n\n`) };
  let drawn = 0;
  return {
    show: (text) => {
      // What has scrolled away cannot be taken back, and a line that wraps is two.
      const lines = text
        .split('\n')
        .slice(0, Math.max(1, (stream.rows || usualRows) - 1))
        .map((line) => line.slice(0, stream.columns || usualColumns));
      const back = drawn === 0 ? '' : `\u001b[${drawn}A`;
      stream.write(`${back}\r\u001b[J${lines.join('\n')}\n`);
      drawn = lines.length;
    },
  };
}
