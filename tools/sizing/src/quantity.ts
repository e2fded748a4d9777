/** A number of something, with the calculation that gave it, to be shown beside it. */
export interface Quantity {
  readonly value: number;
  readonly formula: string;
}

/** One factor of a quantity; `divides` puts it below the line. */
export interface Factor {
  readonly value: number;
  readonly name: string;
  readonly divides?: true;
}

export const by = (value: number, name: string): Factor => ({ value, name });

export const per = (value: number, name: string): Factor => ({ value, name, divides: true });

/** Value and text come of the same numbers, so what is shown is what was reckoned. */
export function product(...factors: readonly Factor[]): Quantity {
  const value = factors.reduce(
    (sum, factor) => (factor.divides ? sum / factor.value : sum * factor.value),
    1,
  );
  const formula = factors
    .map((factor, index) => {
      const sign = factor.divides ? '÷ ' : index === 0 ? '' : '× ';
      return `${sign}${figure(factor.value)}${factor.name === '' ? '' : ` ${factor.name}`}`;
    })
    .join(' ');
  return { value, formula };
}

/** Four significant digits below a thousand, whole numbers with separators above. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-GB');
  return Number(value.toPrecision(4)).toLocaleString('en-GB', { maximumFractionDigits: 12 });
}

/** US dollars, to the cent. */
export const dollars = (usd: number): string =>
  `$${usd.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
