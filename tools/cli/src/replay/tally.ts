import type { Delivered, DeliveredDataset } from '@sluice/stream-transform';

/** What is on the queue, or would be, by dataset. */
export type Tally = Readonly<Record<string, DeliveredDataset>>;

export function addDelivered(tally: Tally, { datasets }: Pick<Delivered, 'datasets'>): Tally {
  const sum: Record<string, DeliveredDataset> = { ...tally };
  for (const [name, more] of Object.entries(datasets)) {
    const before = sum[name];
    sum[name] = before === undefined ? more : added(before, more);
  }
  return sum;
}

const added = (one: DeliveredDataset, other: DeliveredDataset): DeliveredDataset => ({
  rows: one.rows + other.rows,
  rejects: one.rejects + other.rejects,
  messages: one.messages + other.messages,
  claims: one.claims + other.claims,
  reasons: addedCounts(one.reasons, other.reasons),
});

function addedCounts(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum: Record<string, number> = { ...one };
  for (const [reason, times] of Object.entries(other)) sum[reason] = (sum[reason] ?? 0) + times;
  return sum;
}

export function totalOf(tally: Tally): DeliveredDataset {
  const nothing: DeliveredDataset = { rows: 0, rejects: 0, messages: 0, claims: 0, reasons: {} };
  return Object.values(tally).reduce(added, nothing);
}
