import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { laneConfig } from '../config.js';
import { received, testConfig, testEnvironment } from '../environment.testing.js';
import { startVisibilityHeartbeat } from './visibility-heartbeat.js';

const lane = laneConfig(testConfig, 'rows');
const beatMilliseconds = (lane.visibilityTimeoutSeconds * 1000) / 3;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the heartbeat', () => {
  it('keeps what is held hidden, though a beat fails, and nothing once it is released', async () => {
    const { queue, logger } = testEnvironment();
    const beats: string[][] = [];
    queue.extendVisibilityOfAll = async (_queueUrl, receipts) => {
      beats.push([...receipts]);
      if (beats.length === 1) throw new Error('out of order');
      return { failed: [] };
    };
    const heartbeat = startVisibilityHeartbeat(queue, lane, logger);
    const [one, other] = [received({ receiptHandle: 'one' }), received({ receiptHandle: 'other' })];
    heartbeat.hold(one);
    heartbeat.hold(other);
    await vi.advanceTimersByTimeAsync(2 * beatMilliseconds);
    await heartbeat.release(one);
    await vi.advanceTimersByTimeAsync(beatMilliseconds);
    heartbeat.stop();
    await vi.advanceTimersByTimeAsync(beatMilliseconds);
    expect(beats).toEqual([['one', 'other'], ['one', 'other'], ['other']]);
  });
});
