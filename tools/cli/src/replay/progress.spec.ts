import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.js';

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { written, stream: stream as unknown as NodeJS.WriteStream };
}

describe('how far it has come', () => {
  it('without a terminal: a line every five seconds, nothing before', () => {
    const { written, stream } = terminal(false);
    let now = 0;
    const progress = createProgress('Replaying', stream, () => now);
    for (; now <= 12_000; now += 500) progress.show(() => `at ${now}`);
    progress.say('warning: x');
    progress.end();
    expect(written).toEqual(['Replaying: at 5000\n', 'Replaying: at 10000\n', 'warning: x\n']);
  });

  it('on a terminal: one line that is kept up to date, cut to its width, and taken away', () => {
    const { written, stream } = terminal(true);
    let now = 1_000;
    const progress = createProgress('Replaying', stream, () => now);
    progress.show(() => 'x'.repeat(100));
    now += 50;
    progress.show(() => 'too soon');
    now += 50;
    progress.show(() => 'in time');
    progress.end();
    const text = written.join('');
    expect(text).toContain('in time');
    expect(text).not.toContain('too soon');
    expect(text).not.toContain('\n');
    expect(text).not.toContain('x'.repeat(60));
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});
