import type { FaultRule, Faults } from '@sluice/local-aws';
import type { Tally } from './tally.js';

/** The faults in force; each is counted by its kind, by how often it struck. */
export class RuleBook {
  readonly #counted = new Map<string, number>();

  constructor(
    private readonly faults: Faults,
    private readonly tally: Tally,
  ) {}

  add(rule: FaultRule): string {
    const id = this.faults.add(rule);
    this.#counted.set(id, 0);
    return id;
  }

  /** Resolves with whether it struck: false when it was removed first. */
  hasStruck(id: string): Promise<boolean> {
    return this.faults.hasStruck(id);
  }

  remove(...ids: readonly string[]): void {
    this.count();
    for (const id of ids) {
      this.faults.remove(id);
      this.#counted.delete(id);
    }
  }

  removeAllBut(kept: ReadonlySet<string>): void {
    this.remove(...[...this.#counted.keys()].filter((id) => !kept.has(id)));
  }

  /** Brings the tally up to now. */
  count(): void {
    for (const { id, kind, struck } of this.faults.list()) {
      const counted = this.#counted.get(id);
      if (counted === undefined) continue;
      this.tally.add(kind, struck - counted);
      this.#counted.set(id, struck);
    }
  }
}
