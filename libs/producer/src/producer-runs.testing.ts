import { titleRatings } from '@sluice/contracts';
import { vi } from 'vitest';
import type { FakeStream } from './fake-stream.testing.js';
import { createProducer, type Producer, type ProducerOptions, type RecordSource } from './index.js';

export const rating = (number: number) => ({
  tconst: `tt${String(number).padStart(7, '0')}`,
  averageRating: 8.7,
  numVotes: number,
  ratedAt: '2026-03-14T09:26:53Z',
});

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const ratings = (count: number) => upTo(count).map(rating);

export const throttled = 'ProvisionedThroughputExceededException';

export const producerOn = ({ client }: FakeStream, options: Partial<ProducerOptions> = {}): Producer =>
  createProducer({ client, stream: 'records', dataset: titleRatings, random: () => 0.5, ...options });

export async function putAll(producer: Producer, sources: readonly RecordSource[]): Promise<void> {
  for (const source of sources) await producer.put(source);
}

/** Which ratings are on the stream, in its order. */
export const numbersOn = ({ taken }: FakeStream): number[] =>
  taken.map(({ text }) => (JSON.parse(text) as { data: { numVotes: number } }).data.numVotes);

/** Lets (faked) time pass for as long as anything waits for it. */
export async function elapse<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = () => void (settled = true);
  promise.then(done, done);
  for (let turns = 0; !settled; turns++) {
    if (turns > 100_000) throw new Error('it does not end');
    await vi.advanceTimersToNextTimerAsync();
  }
  return promise;
}
