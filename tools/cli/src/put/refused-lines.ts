import type { Refusal } from '@sluice/producer';
import { count } from '../terminal/table.js';

/** More refused lines than this are counted, not listed. */
const mostListed = 50;

/** Lines that were not put, and why. */
export class RefusedLines {
  private readonly listed: string[] = [];
  /** How many more there are, by what is wrong with them. */
  private readonly counted = new Map<string, number>();

  add(line: number, refusal: Refusal): void {
    if (this.listed.length < mostListed) this.listed.push(`line ${line}: ${describe(refusal)}`);
    else {
      const kind = kindOf(refusal);
      this.counted.set(kind, (this.counted.get(kind) ?? 0) + 1);
    }
  }

  /** A line of text for each, and one for those that are only counted. */
  text(): string {
    const kinds = [...this.counted].sort(([, one], [, other]) => other - one);
    const total = kinds.reduce((sum, [, each]) => sum + each, 0);
    const rest = kinds.map(([kind, each]) => `${kind} ${count(each)}`).join(', ');
    return [...this.listed, ...(total === 0 ? [] : [`… and ${count(total)} lines more: ${rest}`])]
      .map((line) => `${line}\n`)
      .join('');
  }
}

const kindOf = ({ column, reason }: Refusal): string => `${column === null ? '' : `${column} `}${reason}`;

function describe({ column, reason, rule, value }: Refusal): string {
  const found = value === null ? '' : `, found ${JSON.stringify(value)}`;
  return `${column === null ? '' : `${column}: `}${reason} (expected ${rule}${found})`;
}
