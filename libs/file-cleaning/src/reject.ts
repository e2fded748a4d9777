/** A bad record, and why it is bad. */
export interface Reject {
  readonly sourceNumber: number;
  /** Where it came from, for the quarantine line. */
  readonly source?: string | undefined;
  readonly ordinal: number;
  readonly recordId?: string | undefined;
  /** Milliseconds. */
  readonly arrivedAt?: number | undefined;
  readonly reason: string;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  /** Read while it is added, and not after. */
  readonly raw: Buffer;
  /** Of the whole record, when `raw` is only its beginning. */
  readonly rawBytes?: number | undefined;
  /** 1-based; of formats that have lines. */
  readonly line?: number | undefined;
}

// What Redshift refuses in a text.
// eslint-disable-next-line no-control-regex
const refused = /[\u0000\uFFFE\uFFFF]/g;

/** A text as Redshift takes it. */
export const printable = (text: string): string =>
  isPrintable(text) ? text : text.toWellFormed().replaceAll(refused, '\uFFFD');

/** Whether it surely is as Redshift takes it; of surrogates it does not ask whether they are pairs. */
function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0 || (code >= 0xd800 && code <= 0xdfff) || code >= 0xfffe) return false;
  }
  return true;
}
