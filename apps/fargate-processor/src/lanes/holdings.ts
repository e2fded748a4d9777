import type { ConsumerObserver, ReceivedMessage } from '@sluice/message-queue';
import type { ReleaseProtection } from '@sluice/task-protection';
import { traceIdOf } from '../failures/trace-id.js';
import type { LaneRun } from './lane.js';

/** The messages that a lane holds, and the protection of this task that the loads of some of them hold. */
export class Holdings {
  readonly #held = new Map<ReceivedMessage, ReleaseProtection[]>();

  constructor(
    private readonly lane: 'files' | 'rows',
    private readonly run: Pick<LaneRun, 'environment' | 'activity'>,
  ) {}

  get size(): number {
    return this.#held.size;
  }

  /** Keeps ECS from stopping this task until all of these messages are settled. */
  async protect(messages: readonly ReceivedMessage[]): Promise<void> {
    const release = await this.run.environment.protection.hold();
    let left = messages.length;
    const settled = (): void => {
      left -= 1;
      if (left === 0) release();
    };
    for (const message of messages) {
      const releases = this.#held.get(message);
      if (releases) releases.push(settled);
      // It has gone meanwhile.
      else settled();
    }
  }

  /** It is settled, or no longer ours, or left to its visibility. */
  end(message: ReceivedMessage): void {
    for (const release of this.#held.get(message) ?? []) release();
    this.#held.delete(message);
    this.run.activity.held = this.#held.size;
  }

  /** Keeps the books by what the consumer tells. */
  readonly observer: ConsumerObserver = {
    received: (messages) => {
      for (const message of messages) this.#held.set(message, []);
      this.run.activity.held = this.#held.size;
    },
    settled: (message) => {
      this.end(message);
      this.run.activity.settled += 1;
    },
    lost: (message, error) => {
      this.end(message);
      const { logger, metrics } = this.run.environment;
      /** Messages that became visible while they were worked on: the work is done twice, the warehouse stays right. */
      metrics.count('VisibilityLost', 1, { Lane: this.lane });
      const { messageId, receiveCount } = message;
      const about = { lane: this.lane, traceId: traceIdOf(message), messageId, receiveCount };
      logger.warn({ err: error, ...about }, 'visibility lost');
    },
    fault: (operation, error) => {
      const level = operation === 'ReceiveMessage' || operation === 'work' ? 'error' : 'warn';
      this.run.environment.logger[level]({ err: error, lane: this.lane, operation }, 'fault of the queue');
    },
  };
}
