import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { putProgress } from './put-progress.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const counts = {
  accepted: 1500,
  refused: 2,
  put: 1000,
  retries: 30,
  requests: 3,
  bufferedRecords: 500,
  bufferedBytes: 5000,
};

function told(isTTY: boolean): string {
  let text = '';
  const stream = { isTTY, columns: 120, write: (each: string) => void (text += each) };
  const progress = putProgress(stream as unknown as NodeJS.WriteStream, () => counts);
  vi.advanceTimersByTime(2000);
  progress.end();
  vi.advanceTimersByTime(2000);
  return text;
}

describe('the progress of put records', () => {
  it('is one line on a terminal, gone at the end', () => {
    const text = told(true);
    expect(text).toContain('Records put: 1,000 (500/s), refused 2, tried again 30');
    expect(text).not.toContain('\n');
    expect(text.endsWith('\r\u001b[K')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is nothing where nobody looks', () => {
    expect(told(false)).toBe('');
  });
});
