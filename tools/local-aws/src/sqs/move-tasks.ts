import { randomUUID } from 'node:crypto';
import type { Instance } from '../kernel/ports.js';
import { redriven, type Message } from './message.js';
import type { Queue } from './queue.js';
import type { QueueDirectory } from './queue-directory.js';
import { invalidParameter, resourceNotFound, unsupportedOperation } from './sqs-errors.js';
import { readTaskHandle, taskHandle } from './task-handle.js';

type Status = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED';

interface MoveTask {
  readonly handle: string;
  readonly source: Queue;
  readonly destinationArn: string | undefined;
  readonly ratePerSecond: number | undefined;
  readonly startedAtMs: number;
  /** Visible when the task was started; it ends when so many have moved or none is left. */
  readonly toMove: number;
  moved: number;
  status: Status;
  failureReason?: string;
  timer?: NodeJS.Timeout;
}

/** SQS documents 500 a second as the most; without a rate it chooses one itself. */
const MAX_RATE = 500;
const TICK_MS = 100;
const LISTED = 10;

/**
 * StartMessageMoveTask and its kin. Asynchronous as on AWS: a task is RUNNING for a while before its first
 * message moves, then moves at its rate.
 */
export class MoveTasks {
  /** By source queue, the newest first. */
  private readonly tasks = new Map<Queue, MoveTask[]>();

  constructor(
    private readonly queues: QueueDirectory,
    private readonly instance: Instance,
  ) {}

  /** Returns the task's handle. Throws what AWS answers to a move that it does not start. */
  start(sourceArn: string, destinationArn: string | undefined, ratePerSecond: number | undefined): string {
    const source = this.queueOf('SourceArn', sourceArn);
    if (destinationArn !== undefined) this.queueOf('DestinationArn', destinationArn);
    if (destinationArn === sourceArn) {
      throw invalidParameter('Source queue arn and destination queue arn cannot be the same.');
    }
    if (this.queues.sourcesOf(sourceArn).length === 0) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.');
    }
    if (ratePerSecond !== undefined && (ratePerSecond < 1 || ratePerSecond > MAX_RATE)) {
      throw invalidParameter(
        `Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and ${MAX_RATE}.`,
      );
    }
    const earlier = this.tasks.get(source) ?? [];
    if (earlier.some(({ status }) => status === 'RUNNING' || status === 'CANCELLING')) {
      throw invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const task: MoveTask = {
      handle: taskHandle({ taskId: randomUUID(), sourceArn }),
      source,
      destinationArn,
      ratePerSecond,
      startedAtMs: this.instance.clock.now(),
      toMove: source.counted().visible,
      moved: 0,
      status: 'RUNNING',
    };
    this.tasks.set(source, [task, ...earlier].slice(0, LISTED));
    this.run(task);
    return task.handle;
  }

  list(sourceArn: string, limit: number) {
    const tasks = this.tasks.get(this.queueOf('SourceArn', sourceArn)) ?? [];
    return tasks.slice(0, Math.min(limit, LISTED)).map((task) => ({
      // Only what can still be cancelled has a handle.
      ...(task.status === 'RUNNING' ? { TaskHandle: task.handle } : {}),
      Status: task.status,
      SourceArn: task.source.arn,
      ...(task.destinationArn === undefined ? {} : { DestinationArn: task.destinationArn }),
      ...(task.ratePerSecond === undefined ? {} : { MaxNumberOfMessagesPerSecond: task.ratePerSecond }),
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      ...(task.failureReason === undefined ? {} : { FailureReason: task.failureReason }),
      StartedTimestamp: task.startedAtMs,
    }));
  }

  /** Returns how many messages had moved; they stay where they are. Throws when the task does not run. */
  cancel(handle: string): number {
    const source = this.queueOf('SourceArn', readTaskHandle(handle).sourceArn);
    const task = this.tasks.get(source)?.find((one) => one.handle === handle);
    if (task === undefined) throw resourceNotFound('Task does not exist.');
    if (task.status !== 'RUNNING') throw unsupportedOperation('Only active tasks can be cancelled.');
    task.status = 'CANCELLING';
    return task.moved;
  }

  close(): void {
    for (const task of [...this.tasks.values()].flat()) clearTimeout(task.timer);
  }

  private queueOf(parameter: 'SourceArn' | 'DestinationArn', arn: string): Queue {
    if (!/^arn(:[^:]+){5}$/.test(arn)) {
      throw invalidParameter(
        `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
      );
    }
    const queue = this.queues.byArn(arn);
    if (queue !== undefined) return queue;
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
  }

  private run(task: MoveTask): void {
    const rate = task.ratePerSecond ?? MAX_RATE;
    const startDelayMs = Math.max(TICK_MS, 1000 / this.instance.waitScale);
    let creditedAt = performance.now() + startDelayMs;
    let credit = 0;
    const tick = () => {
      const now = performance.now();
      credit = Math.min(rate, credit + (Math.max(0, now - creditedAt) / 1000) * rate);
      creditedAt = Math.max(creditedAt, now);
      while (task.status === 'RUNNING' && credit >= 1) {
        credit -= 1;
        this.moveOne(task);
      }
      if (task.status === 'CANCELLING') task.status = 'CANCELLED';
      if (task.status !== 'RUNNING') return;
      if (task.moved >= task.toMove) task.status = 'COMPLETED';
      else task.timer = setTimeout(tick, TICK_MS).unref();
    };
    task.timer = setTimeout(tick, startDelayMs).unref();
  }

  private moveOne(task: MoveTask): void {
    const message = task.moved < task.toMove ? task.source.peekReady() : undefined;
    if (message === undefined) {
      task.status = 'COMPLETED';
      return;
    }
    const target = this.targetOf(task, message);
    if (typeof target === 'string') {
      task.status = 'FAILED';
      task.failureReason = target;
      return;
    }
    task.source.remove(message);
    this.queues.deliver(redriven(message, this.instance.clock.now()), target);
    task.moved += 1;
  }

  /** The queue, or why there is none. */
  private targetOf({ destinationArn }: MoveTask, message: Message): Queue | string {
    const arn = destinationArn ?? message.deadLetterSourceArn;
    if (arn === undefined) return 'CouldNotDetermineMessageSource';
    return this.queues.byArn(arn) ?? 'AWS.SimpleQueueService.NonExistentQueue';
  }
}
