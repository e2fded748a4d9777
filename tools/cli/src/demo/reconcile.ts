import type { ParkedRecord } from '@sluice/message-schemas';
import { ledgerTotals, type LedgerTotals } from '../status/ledger-totals.js';
import { fileChecks, ownFileChecks, repeatChecks } from './check-files.js';
import { reasonChecks, sumCheck, tableChecks } from './check-tables.js';
import { streamChecks } from './check-stream.js';
import type { Check, RedriveStory } from './demo-result.js';
import type { Events, Stage } from './scenario.js';
import { rejectReasons, tableFacts, type ReasonCount, type TableFacts } from './warehouse-facts.js';
import { countRedriven } from './watch-redrive.js';

export interface Reconciliation {
  readonly totals: readonly LedgerTotals[];
  readonly tables: readonly TableFacts[];
  readonly reasons: readonly ReasonCount[];
  readonly parked: readonly ParkedRecord[];
  readonly redrive: RedriveStory;
  readonly checks: readonly Check[];
}

/** Holds the ledger against everything known otherwise: what was made, what was sent, what stands in the tables. */
export async function reconcile(stage: Stage, events: Events): Promise<Reconciliation> {
  const { stack, view, samples } = stage;
  const { warehouse, queue } = view;
  const [totals, tables, reasons, parked, redriven] = await Promise.all([
    ledgerTotals(warehouse),
    tableFacts(warehouse),
    rejectReasons(warehouse),
    view.parked(),
    countRedriven(stack, view),
  ]);
  const redrive: RedriveStory = {
    deadLettered: events.deadLettered,
    redriven,
    recovered: events.late.kind === 'loaded' && events.deadLettered > 0 ? 1 : 0,
    parked: parked.length,
  };
  const [notices, undelivered, waiting] = await Promise.all([
    queue.depth(stack.queueUrls.parked),
    queue.depth(stack.queueUrls.undelivered),
    view.messagesWaiting(),
  ]);
  // Events in the user's own file may be those of the samples.
  const othersMayHaveIt = samples.own?.dataset === samples.late.dataset;
  const checks: Check[] = [
    ...totals.map(sumCheck),
    ...tables.flatMap((facts) => tableChecks(facts, totals)),
    ...reasonChecks(samples, reasons),
    ...fileChecks('the first upload', events.main, samples.main.known),
    ...repeatChecks(events.main, events.again),
    ...ownFileChecks(events.own),
    ...fileChecks('the file of the outage', events.late, samples.late.known, othersMayHaveIt),
    ...streamChecks(samples.stream, events.recordsPut, totals, othersMayHaveIt),
    { claim: 'messages redriven, of those dead-lettered', expected: redrive.deadLettered, found: redriven },
    { claim: 'files recovered after the outage', expected: 1, found: redrive.recovered },
    { claim: 'what became of the file with another header', expected: 'parked', found: events.drifted.kind },
    { claim: 'notices of parked sources', expected: parked.length, found: notices.visible },
    { claim: 'announcements that no function took', expected: 0, found: undelivered.visible },
    { claim: 'messages left in lanes and dead-letter queues', expected: 0, found: waiting },
  ];
  return { totals, tables, reasons, parked, redrive, checks };
}
