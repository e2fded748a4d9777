import fc from 'fast-check';
import { expect, it } from 'vitest';
import { redriveLanes } from './app.js';
import { alarm, lane, schedule, SimulatedAws } from './simulated-aws.testing.js';

type By = 'schedule' | 'alarm' | 'dry run';

/** What happens to one lane, from outside or inside. `run` is always by functions that have just started. */
type Event =
  | {
      readonly do: 'run';
      /** Several at once. */
      readonly by: readonly By[];
      readonly blind: boolean;
      /** The task that runs afterwards. */
      readonly task: 'goes on' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
    }
  | { readonly do: 'pass'; readonly seconds: number }
  | { readonly do: 'dead-letter' | 'wait' | 'delete'; readonly messages: number }
  | { readonly do: 'halt'; readonly value: 0 | 1 }
  | { readonly do: 'start by hand' };

const pauseSeconds = 120;
const windowSeconds = 86_400;
const evidenceSeconds = 600;

const run = fc.record({
  do: fc.constant('run' as const),
  by: fc.array(fc.constantFrom<By>('schedule', 'schedule', 'alarm', 'dry run'), {
    minLength: 1,
    maxLength: 3,
  }),
  blind: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  task: fc.constantFrom(
    'COMPLETED' as const,
    'COMPLETED' as const,
    'FAILED' as const,
    'CANCELLED' as const,
    'goes on' as const,
  ),
});
const pass = fc.record({
  do: fc.constant('pass' as const),
  // Around the edges of the evidence, of the pauses and of the window.
  seconds: fc.oneof(
    fc.constantFrom(0, 1, 59, 60, 240, 480, 599, 600, 660, 900, 3840, 30_720, 61_440, 86_399, 86_400),
    fc.integer({ min: 0, max: 6000 }),
  ),
});
const messages = (what: 'dead-letter' | 'wait' | 'delete') =>
  fc.record({ do: fc.constant(what), messages: fc.constantFrom(0, 0, 1, 70) });
const halt = fc.record({ do: fc.constant('halt' as const), value: fc.constantFrom(0 as const, 1 as const) });

const anEvent: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: run },
  { weight: 12, arbitrary: pass },
  { weight: 1, arbitrary: messages('dead-letter') },
  { weight: 1, arbitrary: messages('wait') },
  { weight: 2, arbitrary: messages('delete') },
  { weight: 1, arbitrary: halt },
  { weight: 1, arbitrary: fc.constant({ do: 'start by hand' as const }) },
);

const events = { schedule, alarm: alarm(), 'dry run': { ...schedule, dryRun: true } };

/** The world beside the function: what it did, by which the function's starts are judged. */
class History {
  readonly aws = new SimulatedAws();
  readonly #environmentVariables: Record<string, string>;
  #lastHalt = -Infinity;
  #lastDelete = -Infinity;
  #waiting = 0;
  readonly #starts: number[] = [];
  readonly #tellings: number[] = [];

  constructor(maxTasks: number) {
    this.#environmentVariables = {
      REDRIVE_PAUSE_SECONDS: String(pauseSeconds),
      REDRIVE_MAX_TASKS_PER_WINDOW: String(maxTasks),
      REDRIVE_WINDOW_SECONDS: String(windowSeconds),
      REDRIVE_EVIDENCE_SECONDS: String(evidenceSeconds),
      LANES: JSON.stringify([lane('files')]),
      ALARM_NAMES: JSON.stringify({ 'sluice-dev-files-dlq-not-empty': 'files' }),
    };
  }

  async take(event: Event): Promise<void> {
    const { aws } = this;
    switch (event.do) {
      case 'run':
        await this.#run(event);
        if (event.task !== 'goes on') aws.endTask('files', event.task);
        // What failed comes back.
        if (event.task !== 'goes on' && aws.started.length > 0) aws.deadLetter('files');
        return;
      case 'pass':
        aws.now += event.seconds * 1000;
        return;
      case 'dead-letter':
        aws.deadLetter('files', event.messages);
        return;
      case 'halt':
        aws.reportHalted(event.value);
        if (event.value > 0) this.#lastHalt = aws.now;
        return;
      case 'wait':
        aws.wait('files', event.messages);
        this.#waiting = event.messages;
        return;
      case 'delete':
        aws.reportDeleted('files', event.messages);
        if (event.messages > 0) this.#lastDelete = aws.now;
        return;
      case 'start by hand':
        return this.#startByHand();
    }
  }

  /** Several at once, each in an environment of its own. */
  async #run({ by, blind }: Extract<Event, { do: 'run' }>): Promise<void> {
    const { aws } = this;
    aws.metricsFault = blind ? 'InternalError' : undefined;
    const before = {
      started: aws.started.length,
      told: aws.told.length,
      decided: aws.decisions().length,
      tasks: this.#tasks(),
    };
    // Schedules come one after the other; alarms and dry runs come whenever they like.
    const [first] = by.filter((each) => each === 'schedule');
    const together = [...by.filter((each) => each !== 'schedule'), ...(first ? [first] : [])];
    await Promise.all(
      together.map((each) => redriveLanes(events[each], aws.environment(this.#environmentVariables))),
    );
    const starts = aws.started.slice(before.started);
    expect(starts.length).toBeLessThanOrEqual(1);
    for (const start of starts) this.#judgeStart(start.destinationArn, before.tasks);
    if (!together.some((each) => each !== 'dry run')) expect(starts).toEqual([]);
    const tellings = aws.told.slice(before.told);
    expect(tellings.length).toBeLessThanOrEqual(1);
    if (tellings.length > 0) this.#judgeTelling();
    const gaveUp = aws.decisions().slice(before.decided).includes('files give_up window_exhausted');
    // A dry run decides the same, and tells nobody; what CloudWatch knows begins with a whole minute.
    if (gaveUp && first) {
      const newest = Math.max(...this.#tasks().map(({ startedAt }) => startedAt));
      const since = Math.floor(newest / 60_000) * 60_000;
      expect(this.#tellings.filter((at) => at >= since).length).toBeGreaterThanOrEqual(1);
    }
  }

  #judgeStart(destinationArn: string, tasksBefore: readonly { status: string; startedAt: number }[]): void {
    const { now } = this.aws;
    expect(destinationArn).toBe(lane('files').queueArn);
    expect(tasksBefore.filter(({ status }) => status === 'RUNNING')).toEqual([]);
    expect(this.aws.metricsFault).toBeUndefined();
    expect(this.#lastHalt).toBeLessThan(now - evidenceSeconds * 1000);
    if (this.#waiting > 0) expect(now - this.#lastDelete).toBeLessThan((evidenceSeconds + 60) * 1000);
    const inWindow = tasksBefore.filter(({ startedAt }) => startedAt > now - windowSeconds * 1000);
    expect(inWindow.length).toBeLessThan(Number(this.#environmentVariables['REDRIVE_MAX_TASKS_PER_WINDOW']));
    const newest = Math.max(-Infinity, ...inWindow.map(({ startedAt }) => startedAt));
    expect(now - newest).toBeGreaterThanOrEqual(pauseSeconds * 1000 * 2 ** inWindow.length);
    this.#starts.push(now);
  }

  /** Once for each task that was the last; only when the window is full. */
  #judgeTelling(): void {
    const inWindow = this.#tasks().filter(({ startedAt }) => startedAt > this.aws.now - windowSeconds * 1000);
    expect(inWindow.length).toBeGreaterThanOrEqual(
      Number(this.#environmentVariables['REDRIVE_MAX_TASKS_PER_WINDOW']),
    );
    const newest = Math.max(...inWindow.map(({ startedAt }) => startedAt));
    expect(this.#tellings.filter((at) => at >= newest)).toEqual([]);
    this.#tellings.push(this.aws.now);
  }

  /** An operator does not wait for pauses; SQS refuses a second task all the same. */
  #startByHand(): void {
    if (this.#tasks().some(({ status }) => status === 'RUNNING')) return;
    const { dlqArn } = lane('files');
    const task = { status: 'RUNNING' as const, startedAt: this.aws.now, moved: 0 };
    this.aws.tasks.set(dlqArn, [task, ...this.#tasks()]);
  }

  #tasks() {
    return this.aws.tasks.get(lane('files').dlqArn) ?? [];
  }

  /** No more starts of the function itself in any window than allowed. */
  judgeWindows(maxTasks: number): void {
    this.#starts.forEach((start, index) => {
      const later = this.#starts.slice(index).filter((at) => at < start + windowSeconds * 1000);
      expect(later.length).toBeLessThanOrEqual(maxTasks);
    });
  }

  /** Whatever came before: once all is well it redrives, at the latest when the window is over. */
  async recovers(): Promise<void> {
    const { aws } = this;
    aws.endTask('files');
    await this.take({ do: 'dead-letter', messages: 1 });
    const before = aws.started.length;
    for (let seconds = 0; seconds <= windowSeconds + 3600; seconds += 3600) {
      await this.take({ do: 'delete', messages: 1 });
      await this.take({ do: 'run', by: ['schedule'], blind: false, task: 'goes on' });
      if (aws.started.length > before) return;
      aws.now += 3_600_000;
    }
    throw new Error(`nothing was redriven: ${aws.decisions().at(-1)}`);
  }
}

it('never two tasks, never more than a window allows, never too soon, never into a pipeline that is down; and always again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(1, 2, 3, 9),
      fc.array(anEvent, { maxLength: 60, size: 'max' }),
      async (maxTasks, events) => {
        const history = new History(maxTasks);
        await history.take({ do: 'dead-letter', messages: 1 });
        for (const event of events) await history.take(event);
        history.judgeWindows(maxTasks);
        await history.recovers();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

it('gives a message up that comes back each time, and tells people once: nine tasks, each after a longer pause', async () => {
  const history = new History(9);
  const { aws } = history;
  const last = aws.now + windowSeconds * 1000;
  while (aws.now < last) {
    await history.take({ do: 'dead-letter', messages: 1 });
    await history.take({ do: 'run', by: ['schedule', 'alarm'], blind: false, task: 'COMPLETED' });
    await history.take({ do: 'pass', seconds: 900 });
  }
  const starts = aws.started.map(({ at }) => at);
  expect(starts).toHaveLength(9);
  const pauses = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  pauses.slice(1).forEach((pause, index) => expect(pause).toBeGreaterThanOrEqual(pauses[index] ?? 0));
  expect(aws.told).toHaveLength(1);
});
