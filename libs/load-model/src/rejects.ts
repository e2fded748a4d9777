import type { ModelState, StagedRow } from './model-state.js';

/** Bad records whose good form came: applied, or a copy of what was. */
export function settleRejects(state: ModelState, cameGood: readonly string[], loadId: string): void {
  for (const recordId of cameGood) {
    const reject = state.rejects.get(recordId);
    if (reject?.state !== 'quarantined') continue;
    const applied = state.rows.some((row) => row.recordId === recordId && row.loadId === loadId);
    state.rejects.set(recordId, {
      ...reject,
      state: applied ? 'loaded' : 'deduplicated',
      settledLoadId: loadId,
    });
  }
}

/** Each bad record once, unless the target has it. */
export function quarantine(state: ModelState, staged: readonly StagedRow[]): void {
  const present = new Set(state.rows.map(({ recordId }) => recordId));
  for (const { entry, recordId, sourceId, arrivedAt, loadId } of staged) {
    const isKnown = state.rejects.has(recordId) || present.has(recordId);
    entry.sums[isKnown ? 'deduplicated' : 'quarantined'] += 1;
    if (!isKnown)
      state.rejects.set(recordId, { sourceId, arrivedAt, loadId, state: 'quarantined', settledLoadId: null });
  }
}
