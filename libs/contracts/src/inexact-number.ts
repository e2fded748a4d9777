/** Decimal digits that every double keeps: a number with as many has only one double, and that one prints as it. */
export const exactDigits = 15;

/**
 * Whether a number that JSON.parse gave may have been another one in the text, which had more digits. Digits that
 * left no trace (1.00000000000000001 is 1) cannot be seen any more.
 */
export function isInexact(value: number): boolean {
  if (Number.isSafeInteger(value)) return false;
  return Number.isInteger(value) || significantDigits(value) > exactDigits;
}

/** Whole, and beyond what a double counts one by one. */
export const isUnsafeInteger = (value: number): boolean =>
  Number.isInteger(value) && !Number.isSafeInteger(value);

function significantDigits(value: number): number {
  const text = String(Math.abs(value));
  // A number of so few characters has fewer digits still, and most numbers are such.
  if (text.length <= exactDigits) return text.length;
  const [mantissa = ''] = text.split('e');
  return mantissa.replace('.', '').replace(/^0+/, '').length;
}
