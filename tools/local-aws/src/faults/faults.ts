import type { Delivery, DeliveryFaults, EntryFaults, StatementFaults } from '../kernel/ports.js';
import { faultClassOf, faultRuleSchema, type ActiveFault, type FaultRule } from './fault-rule.js';
import { createGate, type Gate } from './gate.js';
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
  /** What it holds goes on. False when there is no such rule (any more). */
  remove(id: string): boolean;
  clear(): void;
  /**
   * Resolves when the rule has struck, one of kind `hold-after` when the request was done. `false`: there is no such
   * rule, or it was removed first.
   */
  hasStruck(id: string): Promise<boolean>;
  /** In the order they were added; a rule whose `times` are used up stays listed, so that its count can be read. */
  list(): readonly ActiveFault[];
}

/** What strikes one request. */
export interface Strike {
  readonly delayMs: number;
  /** Answered instead of the request: a rule of kind `error` or `throttle`. */
  readonly refusal: FaultRule | undefined;
  readonly dropAfter: boolean;
  /** Resolves when it may be done. */
  readonly heldBefore: Promise<unknown> | undefined;
  /** To be called when it was done; resolves when it may be answered. */
  readonly heldAfter: (() => Promise<unknown>) | undefined;
}

export interface FaultInjector extends Faults, DeliveryFaults, StatementFaults, EntryFaults {
  /** Counts as struck whatever it returns. Undefined when nothing matches, which is the rule. */
  strike(target: FaultTarget): Strike | undefined;
}

interface Entry {
  readonly id: string;
  readonly rule: FaultRule;
  readonly random: () => number;
  /** Opened by the first strike. */
  readonly hit: Gate<boolean>;
  /** Opened when the rule is removed. */
  readonly removed: Gate<void>;
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
    if (rule.kind !== 'hold-after') entry.hit.open(true);
    return true;
  };
  const discard = (entry: Entry): void => {
    entries.delete(entry.id);
    entry.hit.open(false);
    entry.removed.open();
  };
  const ofClass = (wanted: ReturnType<typeof faultClassOf>): Entry[] =>
    [...entries.values()].filter(({ rule }) => faultClassOf(rule) === wanted);
  const released = (holding: readonly Entry[]): Promise<unknown> | undefined =>
    holding.length === 0 ? undefined : Promise.all(holding.map(({ removed }) => removed.opened));
  const releasedAfter = (holding: readonly Entry[]) => () => {
    for (const { hit } of holding) hit.open(true);
    return Promise.all(holding.map(({ removed }) => removed.opened));
  };

  return {
    add: (input) => {
      const rule = faultRuleSchema.parse(input);
      const id = `fault-${++lastId}`;
      const random = seededRandom(rule.seed ?? 1);
      entries.set(id, { id, rule, random, hit: createGate(), removed: createGate(), struck: 0 });
      return id;
    },
    remove: (id) => {
      const entry = entries.get(id);
      if (entry !== undefined) discard(entry);
      return entry !== undefined;
    },
    clear: () => [...entries.values()].forEach(discard),
    hasStruck: (id) => entries.get(id)?.hit.opened ?? Promise.resolve(false),
    list: () => [...entries.values()].map(({ id, rule, struck }) => ({ ...rule, id, struck })),
    strike: (target) => {
      if (entries.size === 0) return undefined;
      let delayMs = 0;
      let refusal: FaultRule | undefined;
      let dropAfter = false;
      const before: Entry[] = [];
      const after: Entry[] = [];
      for (const entry of ofClass('request')) {
        const { kind, delayMs: ownDelayMs = 1000 } = entry.rule;
        // One error or drop is all a request can take; a rule that cannot act keeps its count.
        if (endsRequest(kind) && (refusal !== undefined || dropAfter)) continue;
        if (!strikes(entry, target)) continue;
        if (kind === 'slow') delayMs += ownDelayMs;
        else if (kind === 'hold') before.push(entry);
        else if (kind === 'hold-after') after.push(entry);
        else if (kind === 'drop-after') dropAfter = true;
        else refusal = entry.rule;
      }
      const heldAfter = after.length === 0 ? undefined : releasedAfter(after);
      const strike = { delayMs, refusal, dropAfter, heldBefore: released(before), heldAfter };
      return Object.values(strike).some(Boolean) ? strike : undefined;
    },
    strikeStatement: ({ name, statement }) => {
      if (entries.size === 0) return undefined;
      const target = { service: 'redshift-data', operation: undefined, resource: name };
      const struck = ofClass('statement').filter(
        (entry) => (entry.rule.statement ?? statement) === statement && strikes(entry, target),
      );
      if (struck.length === 0) return undefined;
      const failing = struck.find(({ rule }) => rule.kind === 'fail-statement')?.rule;
      const held = released(struck.filter(({ rule }) => rule.kind === 'hold-statement'));
      return { held, failure: failing && { sqlState: failing.code } };
    },
    strikeEntry: (target) => {
      if (entries.size === 0) return undefined;
      const struck = ofClass('entry').find((entry) => strikes(entry, target));
      return struck && { code: struck.rule.code };
    },
    arrivals: (delivery: Delivery) => {
      if (entries.size === 0) return onceAtOnce;
      let arrivals = onceAtOnce;
      for (const entry of ofClass('delivery')) {
        const { rule } = entry;
        if (!strikes(entry, { ...delivery, operation: undefined })) continue;
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

const endsRequest = (kind: FaultRule['kind']): boolean =>
  kind === 'error' || kind === 'throttle' || kind === 'drop-after';
