import { expect, it } from 'vitest';
import { createScreen } from './screen.js';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 10, rows: 4, write: (text: string) => written.push(text) };
  return { written, screen: createScreen(stream as unknown as NodeJS.WriteStream) };
}

it('on a terminal: in the place of what stood there, cut to what it shows', () => {
  const { written, screen } = terminal(true);
  screen.show('first\nsecond');
  screen.show('1\n2\n3\nnot shown');
  screen.show('a line that is too long');
  expect(written).toEqual([
    '\r\u001b[Jfirst\nsecond\n',
    '\u001b[2A\r\u001b[J1\n2\n3\n',
    '\u001b[3A\r\u001b[Ja line tha\n',
  ]);
});

it('elsewhere: block after block', () => {
  const { written, screen } = terminal(false);
  screen.show('first\nsecond');
  screen.show('third');
  expect(written).toEqual(['first\nsecond\n\n', 'third\n\n']);
});
