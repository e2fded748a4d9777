import { describe, expect, it } from 'vitest';
import { decideRedrive, type Decision, type LaneState } from './decide-redrive.js';

const now = 1_760_000_000_000;
const limits = { pauseSeconds: 120, maxTasksPerWindow: 3, windowSeconds: 86_400 };
type Task = LaneState['tasks'][number];
const ago = (seconds: number, status: Task['status'] = 'COMPLETED'): Task => ({
  status,
  startedAt: now - seconds * 1000,
});

describe('decideRedrive', () => {
  it.each<[string, { deadLettered?: number; tasks?: Task[] }, Decision]>([
    ['nothing is dead-lettered', { deadLettered: 0 }, { action: 'nothing', why: 'empty' }],
    [
      'nothing is dead-lettered, though the window is exhausted',
      { deadLettered: 0, tasks: [ago(5000), ago(6000), ago(7000)] },
      { action: 'nothing', why: 'empty' },
    ],
    ['the first time', {}, { action: 'redrive', task: 1 }],
    ['a task runs', { tasks: [ago(90_000, 'RUNNING')] }, { action: 'wait', why: 'task_running' }],
    ['a task is being cancelled', { tasks: [ago(5, 'CANCELLING')] }, { action: 'wait', why: 'task_running' }],
    [
      'a task runs, though the window is exhausted',
      { tasks: [ago(10, 'RUNNING'), ago(5000), ago(6000)] },
      { action: 'wait', why: 'task_running' },
    ],
    [
      'right after the first task',
      { tasks: [ago(239)] },
      { action: 'wait', why: 'pause', until: now + 1000 },
    ],
    ['twice the pause after the first task', { tasks: [ago(240)] }, { action: 'redrive', task: 2 }],
    [
      'that long after the second',
      { tasks: [ago(240), ago(600)] },
      { action: 'wait', why: 'pause', until: now + 240_000 },
    ],
    [
      'four times the pause after the second',
      { tasks: [ago(480), ago(900)] },
      { action: 'redrive', task: 3 },
    ],
    [
      'tasks are listed in another order',
      { tasks: [ago(900), ago(240)] },
      { action: 'wait', why: 'pause', until: now + 240_000 },
    ],
    [
      'the window is exhausted',
      { tasks: [ago(5000), ago(6000), ago(7000)] },
      { action: 'give_up', why: 'window_exhausted', until: now + (86_400 - 7000) * 1000 },
    ],
    [
      'more tasks than allowed, some of them started by hand',
      { tasks: [ago(5000), ago(6000), ago(7000), ago(8000)] },
      { action: 'give_up', why: 'window_exhausted', until: now + (86_400 - 7000) * 1000 },
    ],
    [
      'failed and cancelled tasks count',
      { tasks: [ago(5000, 'FAILED'), ago(6000, 'CANCELLED'), ago(7000)] },
      { action: 'give_up', why: 'window_exhausted', until: now + (86_400 - 7000) * 1000 },
    ],
    [
      'the oldest task has left the window',
      { tasks: [ago(5000), ago(6000), ago(86_400)] },
      { action: 'redrive', task: 3 },
    ],
    ['all tasks have left the window', { tasks: [ago(86_400), ago(90_000)] }, { action: 'redrive', task: 1 }],
  ])('%s', (_, { deadLettered = 1, tasks = [] }, decision) => {
    expect(decideRedrive({ deadLettered, tasks, now }, limits)).toEqual(decision);
  });

  it('waits fractions of seconds, and not at all', () => {
    const state = { deadLettered: 1, tasks: [ago(1)], now };
    expect(decideRedrive(state, { ...limits, pauseSeconds: 0.6 })).toMatchObject({ why: 'pause' });
    expect(decideRedrive(state, { ...limits, pauseSeconds: 0.5 })).toMatchObject({ action: 'redrive' });
    expect(decideRedrive({ ...state, tasks: [ago(0)] }, { ...limits, pauseSeconds: 0 })).toMatchObject({
      action: 'redrive',
    });
  });

  it('ends: asked every second for a day, it starts no more tasks than the window allows', () => {
    const starts: number[] = [];
    for (let second = 0; second < 86_400; second++) {
      const tasks = starts.map((startedAt): Task => ({ status: 'COMPLETED', startedAt })).slice(-10);
      const state = { deadLettered: 1, tasks, now: now + second * 1000 };
      if (decideRedrive(state, { ...limits, maxTasksPerWindow: 9 }).action === 'redrive')
        starts.push(state.now);
    }
    const pauses = starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / 1000);
    expect(pauses).toEqual([240, 480, 960, 1920, 3840, 7680, 15_360, 30_720]);
  });
});
