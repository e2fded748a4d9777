import type { Dataset } from '../dataset.js';
import type { ReasonCode } from '../reason.js';
import { sampleFaults, type SampleFault } from './sample-faults.js';
import { SampleError, type SampleOptions } from './sample-options.js';
import type { SeededRandom } from './seeded-random.js';

/** What is wrong with a record as a whole. */
export type RecordFault = 'field_count' | 'malformed_record';

export type DealtFault =
  | (SampleFault & { readonly position: number })
  | { readonly reason: RecordFault; readonly position?: undefined };

const defaultFaultRatio = 0.01;

/** Deals faults to records so that every kind comes up, in the shares that were asked for. */
export class FaultDeck {
  private readonly byReason = new Map<ReasonCode, DealtFault[]>();
  private readonly dealtOf = new Map<ReasonCode, number>();
  private readonly reasons: readonly ReasonCode[];
  private readonly shares: readonly (readonly [ReasonCode, number])[];
  private readonly faultRatio: number;
  private dealt = 0;

  /**
   * @param kind of the raw values: fields of a file, or JSON
   * @throws {SampleError} for a reason that no record of the dataset can be rejected for
   */
  constructor(
    dataset: Dataset,
    kind: 'text' | 'json',
    ofRecord: readonly RecordFault[],
    { faults, faultRatio = faults ? 0 : defaultFaultRatio }: SampleOptions,
  ) {
    dataset.columns.forEach((column, position) => {
      if (column.derive) return;
      for (const fault of sampleFaults(column, column.nullTokens ?? dataset.nullTokens, kind))
        this.add({ ...fault, position });
    });
    for (const reason of ofRecord) this.add({ reason });
    this.reasons = [...this.byReason.keys()];
    this.faultRatio = faultRatio;
    this.shares = Object.entries(faults ?? {}) as [ReasonCode, number][];
    for (const [reason] of this.shares)
      if (!this.byReason.has(reason)) throw new SampleError(`no ${kind} of ${dataset.name} is ${reason}`);
    const all = this.shares.reduce((sum, [, share]) => sum + share, faultRatio);
    if (!(all >= 0 && all <= 1 + 1e-9) || this.shares.some(([, share]) => !(share >= 0)))
      throw new SampleError('shares of faults lie between 0 and 1, each and in all');
  }

  /** The fault of the next record; undefined for a valid one. */
  next(random: SeededRandom): DealtFault | undefined {
    let rest = random.next();
    for (const [reason, share] of this.shares) {
      if (rest < share) return this.nextOf(reason);
      rest -= share;
    }
    if (rest >= this.faultRatio) return undefined;
    const reason = this.reasons[this.dealt++ % this.reasons.length];
    return reason && this.nextOf(reason);
  }

  private nextOf(reason: ReasonCode): DealtFault | undefined {
    const turn = this.dealtOf.get(reason) ?? 0;
    this.dealtOf.set(reason, turn + 1);
    const group = this.byReason.get(reason) ?? [];
    return group[turn % group.length];
  }

  private add(fault: DealtFault): void {
    const group = this.byReason.get(fault.reason);
    if (group) group.push(fault);
    else this.byReason.set(fault.reason, [fault]);
  }
}
