import type {
  Delivery,
  DeliveryFaults,
  EntryFaults,
  RunningProcess,
  StatementFaults,
} from '../kernel/ports.js';
import {
  endingFaults,
  faultClassOf,
  faultRuleSchema,
  type ActiveFault,
  type EndingFault,
  type FaultRule,
} from './fault-rule.js';
import { createGate, type Gate } from './gate.js';
import { seededRandom } from './seeded-random.js';

/** What the kernel knows of a request when it looks for faults. */
export interface FaultTarget {
  readonly service: string;
  readonly operation: string | undefined;
  readonly resource: string | undefined;
  /** The access key id of who asks; undefined for what has none. */
  readonly caller?: string | undefined;
  /** Of who asks; undefined when local-aws does not run it. */
  readonly process?: RunningProcess | undefined;
}

/** Faults as tests and the admin API see them. */
export interface Faults {
  /** Puts a rule in force; returns its id. Throws `ZodError` for a rule that is none. */
  add(rule: FaultRule): string;
  /** What it holds goes on. False when there is no such rule (any more). */
  remove(id: string): boolean;
  clear(): void;
  /**
   * Resolves when the rule has struck, one of kind `hold-after` when the request was done, one that kills when the
   * process is gone. `false`: there is no such rule, or it was removed first.
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
  /** Who asked gets no answer, or another one. */
  readonly ending: EndingFault | undefined;
  /** To be called before it is done (`kill-before`), or after: resolves when the process that asked is gone. */
  readonly kill: (() => Promise<void>) | undefined;
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
    if (rule.caller !== undefined && !target.caller?.includes(rule.caller)) return false;
    if (kills(rule) && target.process === undefined) return false;
    if (rule.times !== undefined && entry.struck >= rule.times) return false;
    if (rule.probability !== undefined && entry.random() >= rule.probability) return false;
    entry.struck += 1;
    if (rule.kind !== 'hold-after' && !kills(rule)) entry.hit.open(true);
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
  const killing = async ({ hit }: Entry, process: RunningProcess | undefined): Promise<void> => {
    await process?.kill();
    hit.open(true);
  };
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
      let ending: EndingFault | undefined;
      let kill: Strike['kill'];
      const before: Entry[] = [];
      const after: Entry[] = [];
      for (const entry of ofClass('request')) {
        const { kind, delayMs: ownDelayMs = 1000 } = entry.rule;
        // A request ends once; a rule that cannot act keeps its count.
        if (endsRequest(kind) && ending !== undefined) continue;
        if (!strikes(entry, target)) continue;
        if (kind === 'slow') delayMs += ownDelayMs;
        else if (kind === 'hold') before.push(entry);
        else if (kind === 'hold-after') after.push(entry);
        if (endsRequest(kind)) ending = kind;
        if (kind === 'error' || kind === 'throttle') refusal = entry.rule;
        if (kills(entry.rule)) kill = () => killing(entry, target.process);
      }
      const heldAfter = after.length === 0 ? undefined : releasedAfter(after);
      const strike = { delayMs, refusal, ending, kill, heldBefore: released(before), heldAfter };
      return Object.values(strike).some(Boolean) ? strike : undefined;
    },
    strikeStatement: ({ name, statement, ...submitter }) => {
      if (entries.size === 0) return undefined;
      const target = { service: 'redshift-data', operation: undefined, resource: name, ...submitter };
      const struck = ofClass('statement').filter(
        (entry) => (entry.rule.statement ?? statement) === statement && strikes(entry, target),
      );
      if (struck.length === 0) return undefined;
      const failing = struck.find(({ rule }) => rule.kind === 'fail-statement')?.rule;
      const held = released(struck.filter(({ rule }) => rule.kind === 'hold-statement'));
      const dying = struck.filter(({ rule }) => kills(rule)).map((entry) => killing(entry, target.process));
      const killed = dying.length === 0 ? undefined : Promise.all(dying).then(() => undefined);
      return { killed, held, failure: failing && { sqlState: failing.code } };
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

const endsRequest = (kind: FaultRule['kind']): kind is EndingFault =>
  (endingFaults as readonly string[]).includes(kind);

const kills = ({ kind }: FaultRule): boolean =>
  kind === 'kill-before' || kind === 'kill-after' || kind === 'kill-statement';
