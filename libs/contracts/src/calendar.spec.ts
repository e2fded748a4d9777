import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalTimestamp, isDate } from './calendar.js';

describe('isDate', () => {
  it.each(['0001-01-01', '9999-12-31', '2024-02-29', '2000-02-29'])('%s exists', (text) => {
    expect(isDate(text)).toBe(true);
  });
  it.each(['0000-01-01', '1900-02-29', '2023-02-29', '2024-04-31', '2024-13-01', '2024-00-01', '2024-01-00', '2024-1-02', '2024-01-2', '2024-01-02 ', '+2024-01-2', '2024/01/02', '２024-01-02'])(
    '%s does not',
    (text) => {
      expect(isDate(text)).toBe(false);
    },
  ); // prettier-ignore
});

describe('canonicalTimestamp', () => {
  it.each([
    ['2024-01-02T10:00:00Z', '2024-01-02T10:00:00.000000Z'],
    ['2024-01-02 10:00:00Z', '2024-01-02T10:00:00.000000Z'],
    ['2024-01-02 10:00:00.123456Z', '2024-01-02T10:00:00.123456Z'],
    ['2024-01-02T10:00:00.5-05:30', '2024-01-02T15:30:00.500000Z'],
    ['2024-01-01T00:30:00+01:00', '2023-12-31T23:30:00.000000Z'],
    ['2024-02-28T23:30:00-01:00', '2024-02-29T00:30:00.000000Z'],
    ['2023-12-31T14:00:00-14:00', '2024-01-01T04:00:00.000000Z'],
    ['2024-03-01T00:00:00+00:01', '2024-02-29T23:59:00.000000Z'],
    ['2024-01-02T10:00:00-00:00', '2024-01-02T10:00:00.000000Z'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalTimestamp(text)).toBe(canonical);
  });

  it.each([
    '', '2024-01-02', '2024-01-02T10:00:00', '2024-01-02T10:00Z', '2024-01-02T24:00:00Z', '2024-01-02T10:60:00Z', '2024-01-02T10:00:60Z',
    '2024-01-02t10:00:00Z', '2024-01-02T10:00:00z', '2024-01-02T10:00:00.Z', '2024-01-02T10:00:00.1234567Z', '2024-01-02T10:00:00Z ',
    '2024-01-02T10:00:00+2', '2024-01-02T10:00:00+0200', '2024-01-02T10:00:00+14:01', '2024-01-02T10:00:00+13:60', '2024-01-02T10:00:00+15:00',
    '2024-02-30T10:00:00Z', '0001-01-01T00:30:00+01:00', '9999-12-31T23:59:59-00:01', '2024-01-02T1a:00:00Z', '2024-01-02T10:00:00,5Z',
  ])('%s is none', (text) => {
    expect(canonicalTimestamp(text)).toBeUndefined();
  }); // prettier-ignore

  it('is what JavaScript’s own clock says', () => {
    const instants = fc.date({ min: new Date('0001-01-03'), max: new Date('9999-12-29'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: -840, max: 840 }), (instant, offset) => {
        const at = Math.abs(offset);
        const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
        expect(canonicalTimestamp(local + zone)).toBe(instant.toISOString().replace('Z', '000Z'));
      }),
      { seed: 7, numRuns: 5000 },
    );
  }); // prettier-ignore
});
