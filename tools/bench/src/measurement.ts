/** One figure, measured several times. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  /** In the order measured. */
  readonly values: readonly number[];
  /** What it should reach, or stay under. */
  readonly goal?: { readonly atLeast: number } | { readonly below: number };
  /** The same load against a bare server in the same round, where there is one. */
  readonly reference?: readonly number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) throw new RangeError('There is no median of nothing.');
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Of each round's value to its reference, the median. */
export const medianRatio = ({ values, reference }: Measurement): number | undefined =>
  reference === undefined
    ? undefined
    : median(values.map((value, round) => value / (reference[round] as number)));

/** By the median; undefined without a goal. */
export function isReached({ values, goal }: Measurement): boolean | undefined {
  if (goal === undefined) return undefined;
  return 'atLeast' in goal ? median(values) >= goal.atLeast : median(values) < goal.below;
}
