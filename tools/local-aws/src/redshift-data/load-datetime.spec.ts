import { describe, expect, it } from 'vitest';
import { checkTimeFormat, readDate, readTimestamp } from './load-datetime.js';

const DEFAULT = 'YYYY-MM-DD HH:MI:SS';

describe('dates', () => {
  it.each([
    ['2026-02-28', 'YYYY-MM-DD', '2026-02-28'],
    ['2024-02-29', 'YYYY-MM-DD', '2024-02-29'],
    ['0099-01-02', 'YYYY-MM-DD', '0099-01-02'],
    ['28.2.2026', 'DD.MM.YYYY', '2026-02-28'],
    ['20260228', 'YYYYMMDD', '2026-02-28'],
    ['28-Feb-2026', 'DD-MON-YYYY', '2026-02-28'],
    ['02/28/2026', 'auto', '2026-02-28'],
    ['2026-02-28T10:00:00Z', 'auto', '2026-02-28'],
    ['2026-02-29', 'YYYY-MM-DD', undefined],
    ['2026-13-01', 'YYYY-MM-DD', undefined],
    ['0000-01-01', 'YYYY-MM-DD', undefined],
    ['2026-02-28x', 'YYYY-MM-DD', undefined],
    ['', 'YYYY-MM-DD', undefined],
  ])('%s as %s', (text, format, date) => {
    expect(readDate(text, format)).toBe(date);
  });
});

describe('moments', () => {
  it.each([
    ['2026-02-28 23:59:58', DEFAULT, false, '2026-02-28 23:59:58.000000'],
    ['2026-02-28 23:59:58.1234567', DEFAULT, false, '2026-02-28 23:59:58.123456'],
    ['1969-12-31 23:59:59.5', DEFAULT, false, '1969-12-31 23:59:59.500000'],
    ['2026-02-28 23:59:58+02', DEFAULT, true, '2026-02-28 21:59:58.000000'],
    ['2026-02-28 23:59:58', DEFAULT, true, '2026-02-28 23:59:58.000000'],
    ['2026-02-28T23:59:58.25+01:30', 'auto', true, '2026-02-28 22:29:58.250000'],
    ['2026-02-28T23:59:58.25+01:30', 'auto', false, undefined],
    ['2026-02-28 23:59', 'auto', false, '2026-02-28 23:59:00.000000'],
    ['20260228 235958', 'auto', false, '2026-02-28 23:59:58.000000'],
    ['0', 'epochsecs', false, '1970-01-01 00:00:00.000000'],
    ['-1', 'epochmillisecs', false, '1969-12-31 23:59:59.999000'],
    ['1.5', 'epochsecs', false, undefined],
    ['2026-02-28 24:00:00', DEFAULT, false, undefined],
    ['2026-02-28T23:59:58', DEFAULT, false, undefined],
    ['yesterday', 'auto', false, undefined],
  ])('%s as %s (zoned: %s)', (text, format, zoned, moment) => {
    expect(readTimestamp(text, format, zoned)).toBe(moment);
  });
});

describe('formats', () => {
  it.each(['auto', 'epochsecs', 'YYYYMMDD', 'MM/DD/YYYY HH24:MI:SS', 'DD.MM.YYYY', 'YYYY-MM-DD[HH]'])(
    '%s',
    (format) => {
      expect(checkTimeFormat(format)).toBe(format);
    },
  );

  it.each(['Day', 'YYYY-WW', 'HH12:MI AM', 'J'])('%s is refused', (format) => {
    expect(() => checkTimeFormat(format)).toThrow(/is not implemented/);
  });
});
