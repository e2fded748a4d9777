import type { Delivery, DeliveryFaults } from '../kernel/ports.js';
import { deliveryFaults, faultRuleSchema, type ActiveFault, type FaultRule } from './fault-rule.js';
import { seededRandom } from './seeded-random.js';

/** What the kernel knows of a request when it looks for faults. */
export interface FaultTarget {
  readonly service: string;
  readonly operation: string | undefined;
  readonly resource: string | undefined;
}

/** Faults as tests and the admin API see them. */
export interface Faults {
  /** Puts a rule in force; returns its id. Throws `ZodError` for a rule that is none. */
  add(rule: FaultRule): string;
  /** False when there is no such rule (any more). */
  remove(id: string): boolean;
  clear(): void;
  /** In the order they were added; a rule whose `times` are used up stays listed, so that its count can be read. */
  list(): readonly ActiveFault[];
}

/** What strikes one request. */
export interface Strike {
  readonly delayMs: number;
  /** Answered instead of the request: a rule of kind `error` or `throttle`. */
  readonly refusal: FaultRule | undefined;
  readonly dropAfter: boolean;
}

export interface FaultInjector extends Faults, DeliveryFaults {
  /** Counts as struck whatever it returns. Undefined when nothing matches, which is the rule. */
  strike(target: FaultTarget): Strike | undefined;
}

interface Entry {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: () => number;
  struck: number;
}

const onceAtOnce: readonly number[] = [0];

export function createFaults(): FaultInjector {
  const entries = new Map<string, Entry>();
  let lastId = 0;

  const strikes = (entry: Entry, target: FaultTarget): boolean => {
    const { rule } = entry;
    if (rule.service !== target.service) return false;
    if (rule.operation !== undefined && rule.operation !== target.operation) return false;
    if (rule.resource !== undefined && !target.resource?.includes(rule.resource)) return false;
    if (rule.times !== undefined && entry.struck >= rule.times) return false;
    if (rule.probability !== undefined && entry.random() >= rule.probability) return false;
    entry.struck += 1;
    return true;
  };

  return {
    add: (input) => {
      const rule = faultRuleSchema.parse(input);
      const id = `fault-${++lastId}`;
      entries.set(id, { id, rule, random: seededRandom(rule.seed ?? 1), struck: 0 });
      return id;
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    list: () => [...entries.values()].map(({ id, rule, struck }) => ({ ...rule, id, struck })),
    strike: (target) => {
      if (entries.size === 0) return undefined;
      let delayMs = 0;
      let refusal: FaultRule | undefined;
      let dropAfter = false;
      for (const entry of entries.values()) {
        const { rule } = entry;
        if (isDeliveryFault(rule)) continue;
        // One error or drop is all a request can take; a rule that cannot act keeps its count.
        if (rule.kind !== 'slow' && (refusal !== undefined || dropAfter)) continue;
        if (!strikes(entry, target)) continue;
        if (rule.kind === 'slow') delayMs += rule.delayMs ?? 1000;
        else if (rule.kind === 'drop-after') dropAfter = true;
        else refusal = rule;
      }
      return delayMs > 0 || refusal !== undefined || dropAfter ? { delayMs, refusal, dropAfter } : undefined;
    },
    arrivals: (delivery: Delivery) => {
      if (entries.size === 0) return onceAtOnce;
      let arrivals = onceAtOnce;
      for (const entry of entries.values()) {
        const { rule } = entry;
        if (!isDeliveryFault(rule) || !strikes(entry, { ...delivery, operation: undefined })) continue;
        if (rule.kind === 'duplicate') {
          arrivals = [...arrivals, ...arrivals.map((ms) => ms + (rule.delayMs ?? 0))];
          continue;
        }
        const { delayMs = 1000 } = rule;
        const laterMs = rule.kind === 'delay' ? delayMs : Math.floor(entry.random() * delayMs);
        arrivals = arrivals.map((ms) => ms + laterMs);
      }
      return arrivals;
    },
  };
}

const isDeliveryFault = ({ kind }: FaultRule): boolean =>
  (deliveryFaults as readonly string[]).includes(kind);
