import type { PriceKey, PriceList } from './prices.js';
import type { Quantity } from './quantity.js';

/** One line of a monthly bill. */
export interface Line {
  readonly service: string;
  readonly what: string;
  /** In units of the price. */
  readonly quantity: number;
  readonly formula: string;
  readonly price: PriceKey;
  readonly unit: string;
  readonly usd: number;
}

export type Charge = (service: string, what: string, price: PriceKey, quantity: Quantity) => Line;

/** What makes lines of quantities, by one list of prices. */
export function charging(list: PriceList): Charge {
  return (service, what, price, { value, formula }) => {
    const { unit, value: usd } = list.prices[price];
    return { service, what, quantity: value, formula, price, unit, usd: value * usd };
  };
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.usd, 0);

/** The sums of what each service costs, in the order of the lines. */
export function totalByService(lines: readonly Line[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { service, usd } of lines) sums.set(service, (sums.get(service) ?? 0) + usd);
  return sums;
}
