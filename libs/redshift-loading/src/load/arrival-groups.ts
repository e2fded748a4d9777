/** A span of arrival times, ISO 8601 UTC, both ends within. */
export interface ArrivalGroup {
  readonly from: string;
  readonly to: string;
}

/** More would make the statement long without making the scan shorter. */
export const maxArrivalGroups = 100;

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();
// Times are kept to the microsecond, Date to the millisecond: the end is rounded up, so that nothing falls out.
const endMilliseconds = (time: string): number => Date.parse(time) + (/\.\d{3}\d*[1-9]/.test(time) ? 1 : 0);

/**
 * Merges spans whose gap is at most `gapSeconds` into groups in order of time. When more than `maxArrivalGroups`
 * are left, the narrowest gaps are closed first. Thus a replay of last year's records beside today's scans two
 * short spans of the target instead of a year.
 */
export function groupArrivals(spans: readonly ArrivalGroup[], gapSeconds = 3600): ArrivalGroup[] {
  const ordered = spans
    .map(({ from, to }) => ({ from: Date.parse(from), to: endMilliseconds(to) }))
    .sort((a, b) => a.from - b.from);
  if (ordered.some(({ from, to }) => Number.isNaN(from) || Number.isNaN(to) || from > to))
    throw new RangeError('an arrival group needs two instants in order');
  let groups = closeGaps(ordered, gapSeconds * 1000);
  if (groups.length > maxArrivalGroups) {
    const gaps = groups.slice(1).map(({ from }, index) => from - (groups[index]?.to ?? from));
    const narrowest = gaps.sort((a, b) => a - b)[groups.length - maxArrivalGroups - 1] ?? 0;
    groups = closeGaps(groups, narrowest);
  }
  return groups.map(({ from, to }) => ({ from: instant(from), to: instant(to) }));
}

/** The same groups, reaching `seconds` further to both sides. */
export function widenGroups(groups: readonly ArrivalGroup[], seconds: number): ArrivalGroup[] {
  const wider = groups.map(({ from, to }) => ({
    from: instant(Date.parse(from) - seconds * 1000),
    to: instant(endMilliseconds(to) + seconds * 1000),
  }));
  return groupArrivals(wider, 0);
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function closeGaps(ordered: readonly Span[], gapMilliseconds: number): Span[] {
  const groups: Span[] = [];
  for (const span of ordered) {
    const last = groups.at(-1);
    if (last && span.from - last.to <= gapMilliseconds)
      groups[groups.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else groups.push(span);
  }
  return groups;
}
