import type { LocalStack } from '@sluice/local-stack';
import { createProducer } from '@sluice/producer';
import { namedDataset } from '../put/named-dataset.js';
import { count } from '../terminal/table.js';
import type { Story } from '../terminal/story.js';
import { failWarehouse } from './fail-warehouse.js';
import { landFile, untilSettled, type FileFate } from './land-file.js';
import type { Samples, SourceFile } from './samples.js';
import type { StackView } from './stack-view.js';
import { waitUntil } from './wait-until.js';
import { countDeadLetters } from './watch-redrive.js';

/** What happened, as far as it was seen while it did. */
export interface Events {
  readonly main: FileFate;
  /** The same bytes under the same key; undefined when the first were parked. */
  readonly again: FileFate | undefined;
  readonly own: FileFate | undefined;
  readonly late: FileFate;
  readonly drifted: FileFate;
  readonly recordsPut: number;
  readonly deadLettered: number;
  /** Alarms that the dead letters raised. */
  readonly alarms: readonly string[];
}

export interface Stage {
  readonly stack: LocalStack;
  readonly view: StackView;
  readonly samples: Samples;
  readonly story: Story;
  readonly signal: AbortSignal;
  /** For each wait; grows with the amount of data. */
  readonly timeoutSeconds: number;
}

/** Both paths, a repeated file, a file that cannot load, and an outage of the warehouse. Waits for the effects. */
export async function playScenario(stage: Stage): Promise<Events> {
  const { samples, stack, view } = stage;
  const putting = putOnStream(stage);
  // Awaited below; until then a failure must not end the process.
  putting.catch(() => undefined);
  const drifted = await landFile(stack, view, samples.drifted.dataset, samples.drifted.path);
  const main = await loadFile(stage, samples.main, 'File to the warehouse');
  const again =
    main.kind === 'parked' ? undefined : await loadFile(stage, samples.main, 'The same file once more');
  const own = samples.own && (await loadFile(stage, samples.own, 'Your file'));
  const recordsPut = await putting;
  await untilStreamLoaded(stage, recordsPut);
  const outage = await failAndRecover(stage);
  const parked = await untilSettled(view, drifted, stage);
  return { main, again, own, drifted: parked, recordsPut, ...outage };
}

async function loadFile(stage: Stage, file: SourceFile, title: string): Promise<FileFate> {
  const step = stage.story.step(title);
  const landed = await landFile(stage.stack, stage.view, file.dataset, file.path);
  step.update(`${landed.key} landed, waiting for its load …`);
  const fate = await untilSettled(stage.view, landed, stage);
  step.done(`${landed.key}: ${describeFate(fate)}`);
  return fate;
}

function describeFate(fate: FileFate): string {
  if (fate.kind === 'parked') return `parked, ${fate.record.failure.message}`;
  const { loaded, deduplicated, quarantined } = fate.file;
  return `${count(loaded)} loaded, ${count(deduplicated)} deduplicated, ${count(quarantined)} quarantined`;
}

/** Good and bad, as a producer does that knows nothing of the contract. */
async function putOnStream({ stack, samples, signal }: Stage): Promise<number> {
  const { dataset, records } = samples.stream;
  const producer = createProducer({
    client: stack.clients.kinesis,
    stream: stack.names.stream,
    dataset: namedDataset(dataset),
    validate: false,
    signal,
  });
  for (const record of records) await producer.put(record);
  const { put, stoppedBy } = await producer.close();
  if (stoppedBy) throw stoppedBy;
  return put;
}

async function untilStreamLoaded({ view, story, ...patience }: Stage, recordsPut: number): Promise<void> {
  const step = story.step('Records through the stream');
  await waitUntil(
    'the stream’s records in the warehouse',
    async () => {
      const read = await view.streamRecordsRead();
      step.update(`${count(read)} of ${count(recordsPut)} …`);
      return read >= recordsPut ? read : undefined;
    },
    patience,
  );
  step.done(`${count(recordsPut)} records, some sent twice, some bad`);
}

/** Warehouse down → the processor gives up → dead-letter queue → alarm → redrive → loaded after all. */
async function failAndRecover(stage: Stage): Promise<Pick<Events, 'late' | 'deadLettered' | 'alarms'>> {
  const { stack, view, samples, story } = stage;
  const deadLetters = countDeadLetters(stack);
  // Held until the alarm is raised, so that it is the alarm that sets off the redrive.
  const schedule = stack.redriveSchedule.hold();
  const warehouse = failWarehouse(stack);
  const failing = story.step('Warehouse fails while a file arrives');
  const landed = await landFile(stack, view, samples.late.dataset, samples.late.path);
  await waitUntil(
    'the processor to give up on a file',
    async () => (deadLetters() > 0 ? true : undefined),
    stage,
  ).finally(() => warehouse.heal());
  failing.done('given up after its attempts, in the dead-letter queue; the warehouse is well again');
  const redriving = story.step('Alarm, and what it sets off');
  const alarms = await waitUntil(
    'the alarm of the dead-letter queue',
    async () => {
      const raised = await view.alarmsRaised();
      return raised.length > 0 ? raised : undefined;
    },
    stage,
  );
  schedule.resume();
  redriving.update(`${alarms.join(', ')} raised …`);
  const late = await untilSettled(view, landed, stage);
  await untilQuiet(stage);
  redriving.done(`${alarms.join(', ')} → redrive → ${describeFate(late)}`);
  return { late, deadLettered: deadLetters(), alarms };
}

async function untilQuiet({ view, ...patience }: Stage): Promise<void> {
  await waitUntil(
    'empty queues and quiet alarms',
    async () =>
      (await view.messagesWaiting()) === 0 && (await view.alarmsRaised()).length === 0 ? true : undefined,
    patience,
  );
}
