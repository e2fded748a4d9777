const form = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|\+00(?::00)?)?$/;

/**
 * A UTC instant in one form, `2026-03-01T00:00:00.000000Z`, whichever way a warehouse writes it; such texts are in
 * the order of time.
 * @throws {RangeError} when it is none
 */
export function instant(text: string): string {
  const [, day, time, fraction = ''] = form.exec(text) ?? [];
  if (day === undefined || time === undefined)
    throw new RangeError(`not an instant: ${JSON.stringify(text)}`);
  return `${day}T${time}.${fraction.padEnd(6, '0')}Z`;
}

/** Of an `instant`; counted from 1970. */
export const microseconds = (text: string): number =>
  Date.parse(`${text.slice(0, 19)}Z`) * 1000 + Number(text.slice(20, 26));
