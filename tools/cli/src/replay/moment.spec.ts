import { describe, expect, it } from 'vitest';
import { describeDuration, parseWindow } from './moment.js';

const now = new Date('2026-03-14T12:00:00.000Z');
const from = (text: string) => parseWindow({ from: text }, now).from;

describe('--from and --to', () => {
  it.each([
    ['2026-03-14T11:30:00Z', '2026-03-14T11:30:00.000Z'],
    ['2026-03-14T11:30Z', '2026-03-14T11:30:00.000Z'],
    ['2026-03-14T11:30:00.25+02:00', '2026-03-14T09:30:00.250Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ])('%s is a moment, and the same however it is written', (text, at) => {
    expect(from(text)).toEqual({ text: at, at: new Date(at) });
  });

  it.each([
    ['45s', '2026-03-14T11:59:15.000Z'],
    ['90m', '2026-03-14T10:30:00.000Z'],
    ['24h', '2026-03-13T12:00:00.000Z'],
    ['7d', '2026-03-07T12:00:00.000Z'],
    ['007d', '2026-03-07T12:00:00.000Z'],
  ])('%s is so long before now, and keeps its words', (text, at) => {
    expect(from(text)).toEqual({ text: text.replace(/^0+/, ''), at: new Date(at) });
  });

  it.each([
    '2026-03-14',
    '2026-03-14T11:30:00',
    '2026-02-30T00:00:00Z',
    '2026-03-14 11:30Z',
    'yesterday',
    '',
    '24',
    '1.5h',
    '-1h',
    '3w',
    '1h30m',
  ])('%j is neither', (text) => {
    expect(() => from(text)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringMatching(/^--from .* is neither a time/),
      }),
    );
  });

  it.each([
    [{ from: '2026-03-14T12:00:01Z' }, /--from 2026-03-14T12:00:01Z lies in the future/],
    [{ from: '2h', to: '2026-03-15T00:00:00Z' }, /--to 2026-03-15T00:00:00Z lies in the future/],
    [{ from: '1h', to: '2h' }, /--from 1h is not before --to 2h/],
    [{ from: '1h', to: '60m' }, /--from 1h is not before --to 60m/],
    [{ from: '0s' }, /--from 0s is not before now/],
    [{ from: '99999d' }, /more than ten years/],
  ])('%j is refused', (given, message) => {
    expect(() => parseWindow(given, now)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });

  it('either may be absent', () => {
    expect(parseWindow({}, now)).toEqual({});
    expect(parseWindow({ to: '1h' }, now)).toEqual({
      to: { text: '1h', at: new Date('2026-03-14T11:00:00Z') },
    });
  });
});

it.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [192_000, '3 min 12 s'],
  [3_600_000, '1 h'],
  [11_520_000, '3 h 12 min'],
  [604_800_000, '7 d'],
  [180_000_000, '2 d 2 h'],
])('%d ms is %s', (milliseconds, text) => {
  expect(describeDuration(milliseconds)).toBe(text);
});
