import type { Clock } from './clock.js';
import type { Answer } from './stream-calls.js';

/**
 * What a shard gives to all who call `GetRecords` together: 5 calls and 2 MiB a second, and after a large answer nothing
 * until that rate is met again. We take 2 calls and 1 MiB a second, in answers of about half a MiB.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
const callMilliseconds = 500;
const bytesPerSecond = 1024 * 1024;
const answerBytes = (bytesPerSecond * callMilliseconds) / 1000;
/** Between two looks at a shard that has nothing new. */
const idleMilliseconds = 1000;
const maxRecords = 10_000;
/** Before the size of the shard's records is known. */
const firstRecords = 10;

/** When a shard may be asked again, and for how much, so that its live consumers keep their share. */
export class ShardPace {
  private nextCallMs = 0;
  private records = firstRecords;

  constructor(private readonly clock: Clock) {}

  /** For `Limit`. */
  limit(most: number): number {
    return Math.min(this.records, most, maxRecords);
  }

  async ready(signal: AbortSignal): Promise<void> {
    const milliseconds = this.nextCallMs - this.clock.now();
    if (milliseconds > 0) await this.clock.wait(milliseconds, signal);
  }

  /** Told of each call once it is answered. */
  asked(atMs: number, { records, millisBehindLatest }: Pick<Answer, 'records' | 'millisBehindLatest'>): void {
    const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
    const pause = records.length === 0 && millisBehindLatest === 0 ? idleMilliseconds : callMilliseconds;
    this.nextCallMs = atMs + Math.max(pause, (bytes / bytesPerSecond) * 1000);
    if (bytes > 0) this.records = Math.max(1, Math.floor((answerBytes * records.length) / bytes));
  }
}
