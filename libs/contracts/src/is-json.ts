/**
 * Deepest nesting of arrays and objects in a SUPER.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/limitations-super.html
 */
export const maxJsonDepth = 1000;

/**
 * Whether a text is a value of a json column, its length aside: what `JsonColumn` says. In time linear in the
 * text's length, and in bounded stack for any text.
 */
export function isJson(text: string): boolean {
  if (!isHeldBySuper(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** What JSON.parse would not mind: depth, numbers without a double, escapes of forbidden characters. */
function isHeldBySuper(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index + 1);
        if (index < 0) return false;
        break;
      case 0x5b: // [
      case 0x7b: // {
        if (++depth > maxJsonDepth) return false;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth--;
        break;
      default:
        if (isDigit(text.charCodeAt(index))) {
          const end = endOfNumber(text, index + 1);
          if (end - index > longestFiniteNumber || hasExponent(text, index, end))
            if (!Number.isFinite(Number(text.slice(index, end)))) return false;
          index = end - 1;
        }
    }
  }
  return true;
}

/** Digits without an exponent that are finite whatever they are. */
const longestFiniteNumber = 308;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Of digits, dots, signs and e; NaN, for what is none, is no finite number either. */
function endOfNumber(text: string, from: number): number {
  let end = from;
  while (end < text.length && isNumberPart(text.charCodeAt(end))) end++;
  return end;
}

const isNumberPart = (code: number): boolean =>
  isDigit(code) || code === 0x2e || code === 0x2b || code === 0x2d || code === 0x65 || code === 0x45;

function hasExponent(text: string, from: number, end: number): boolean {
  for (let index = from; index < end; index++) if ((text.charCodeAt(index) | 0x20) === 0x65) return true;
  return false;
}

/** Index of the closing quote; negative when there is none, or an escape stands for what text must not hold. */
function endOfString(text: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    if (code !== backslash) continue;
    index++;
    if (text.charCodeAt(index) !== 0x75) continue;
    const unit = escapedUnit(text, index);
    index += 4;
    if (unit === 0 || unit === 0xfffe || unit === 0xffff) return -1;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const isPair =
      unit <= 0xdbff && text.startsWith('\\u', index + 1) && isLowSurrogate(escapedUnit(text, index + 2));
    if (!isPair) return -1;
    index += 6;
  }
  return -1;
}

/** The code unit of the four digits behind the `u` at `index`; NaN, which compares with nothing, without them. */
function escapedUnit(text: string, index: number): number {
  const digits = text.slice(index + 1, index + 5);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : NaN;
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
