import { describe, expect, it } from 'vitest';
import type { QueueGauge } from '../kernel/ports.js';
import { nextDesiredCount, type BacklogScaling, type ScalingState } from './backlog-scaling.js';

const scaling: BacklogScaling = {
  minTasks: 1,
  maxTasks: 4,
  backlogPerTask: 50,
  queueNames: ['files', 'rows'],
  evaluationSeconds: 60,
  scaleOutCooldownSeconds: 60,
  scaleInCooldownSeconds: 300,
};

const queue = (queueName: string, visible: number, notVisible = 0): QueueGauge => ({
  queueName,
  visible,
  notVisible,
  delayed: 0,
  ageOfOldestSeconds: 0,
});

const atRest: ScalingState = {
  desiredCount: 1,
  nowMs: 1_000_000,
  lastScaleOutMs: -Infinity,
  lastScaleInMs: -Infinity,
};

const next = (
  visible: number,
  notVisible: number,
  state: Partial<ScalingState> = {},
  settings: Partial<BacklogScaling> = {},
) =>
  nextDesiredCount(
    { ...scaling, ...settings },
    [queue('files', visible, notVisible), queue('rows', 0), queue('other', 10_000, 10_000)],
    { ...atRest, ...state },
  );

describe('scaling by backlog', () => {
  it.each([
    [0, 1],
    [1, 1],
    [50, 1],
    [51, 2],
    [200, 4],
    [100_000, 4],
  ])('wants for %i visible messages %i tasks', (visible, tasks) => {
    expect(next(visible, 0)).toBe(tasks);
  });

  it('counts the messages of all its queues together, and of no other', () => {
    const gauges = [queue('files', 60), queue('rows', 60), queue('other', 1000)];
    expect(nextDesiredCount(scaling, gauges, atRest)).toBe(3);
  });

  it('does nothing while a queue says nothing', () => {
    expect(nextDesiredCount(scaling, [queue('files', 1000)], atRest)).toBe(1);
  });

  it('leaves zero for the first message', () => {
    const fromZero = { minTasks: 0 };
    expect(next(0, 0, { desiredCount: 0 }, fromZero)).toBe(0);
    expect(next(1, 0, { desiredCount: 0 }, fromZero)).toBe(1);
    expect(next(120, 0, { desiredCount: 0 }, fromZero)).toBe(3);
  });

  it('goes in when nothing is left, and no further than allowed', () => {
    expect(next(0, 0, { desiredCount: 4 })).toBe(1);
    expect(next(0, 0, { desiredCount: 4 }, { minTasks: 0 })).toBe(0);
  });

  it('does not go in while a message is in flight, backs off or waits', () => {
    expect(next(0, 1, { desiredCount: 4 })).toBe(4);
    expect(next(1, 0, { desiredCount: 4 })).toBe(4);
  });

  it('waits from one scale-out to the next', () => {
    const lastScaleOutMs = atRest.nowMs - 59_999;
    expect(next(200, 0, { desiredCount: 2, lastScaleOutMs })).toBe(2);
    expect(next(200, 0, { desiredCount: 2, lastScaleOutMs: lastScaleOutMs - 1 })).toBe(4);
  });

  it('goes out at once after a scale-in', () => {
    expect(next(200, 0, { desiredCount: 1, lastScaleInMs: atRest.nowMs })).toBe(4);
  });

  it('waits from any change to a scale-in', () => {
    const ago = (ms: number) => atRest.nowMs - ms;
    expect(next(0, 0, { desiredCount: 4, lastScaleOutMs: ago(299_999) })).toBe(4);
    expect(next(0, 0, { desiredCount: 4, lastScaleInMs: ago(299_999) })).toBe(4);
    expect(next(0, 0, { desiredCount: 4, lastScaleOutMs: ago(300_000), lastScaleInMs: ago(300_000) })).toBe(
      1,
    );
  });
});
