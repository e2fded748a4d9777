import { describe, expect, it } from 'vitest';
import { decideRedrive, type Decision, type LaneState } from './decide-redrive.js';

const now = 1_760_000_000_000;
const limits = { pauseSeconds: 120, maxTasksPerWindow: 3, windowSeconds: 86_400 };
type Task = LaneState['tasks'][number];
const ago = (seconds: number, status: Task['status'] = 'COMPLETED'): Task => ({
  status,
  startedAt: now - seconds * 1000,
  moved: 1,
});
/** A lane with one dead-lettered message that nothing speaks against redriving. */
const well: LaneState = {
  deadLettered: 1,
  waiting: 0,
  evidence: { halted: undefined, deleted: undefined },
  tasks: [],
  now,
};
const exhausted = [ago(5000), ago(6000), ago(7000)];
const giveUp: Decision = { action: 'give_up', why: 'window_exhausted', until: now + (86_400 - 7000) * 1000 };
const unreadable = new Error('metrics');

describe('decideRedrive', () => {
  it.each<[string, Partial<LaneState>, Decision]>([
    ['nothing is dead-lettered', { deadLettered: 0 }, { action: 'nothing', why: 'empty' }],
    [
      'nothing is dead-lettered, though the window is exhausted',
      { deadLettered: 0, tasks: exhausted },
      { action: 'nothing', why: 'empty' },
    ],
    [
      'nothing is dead-lettered, though a task runs and no metric can be read',
      { deadLettered: 0, tasks: [ago(5, 'RUNNING')], evidence: unreadable },
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
      'a task runs, though no metric can be read',
      { tasks: [ago(10, 'RUNNING')], evidence: unreadable },
      { action: 'wait', why: 'task_running' },
    ],
    ['no metric can be read', { evidence: unreadable }, { action: 'wait', why: 'metrics_unreadable' }],
    [
      'no metric can be read, though nothing waits and the window is exhausted',
      { evidence: unreadable, tasks: exhausted },
      { action: 'wait', why: 'metrics_unreadable' },
    ],
    [
      'a task runs, though a processor is halted',
      { tasks: [ago(10, 'RUNNING')], evidence: { halted: 1, deleted: 0 } },
      { action: 'wait', why: 'task_running' },
    ],
    [
      'a processor is halted',
      { evidence: { halted: 1, deleted: undefined } },
      { action: 'wait', why: 'halted' },
    ],
    [
      'one processor is halted, while others delete',
      { evidence: { halted: 1, deleted: 50 }, waiting: 7 },
      { action: 'wait', why: 'halted' },
    ],
    [
      'a processor is halted, and nothing is deleted, and the window is exhausted',
      { evidence: { halted: 1, deleted: 0 }, waiting: 7, tasks: exhausted },
      { action: 'wait', why: 'halted' },
    ],
    ['a halt is over', { evidence: { halted: 0, deleted: 3 } }, { action: 'redrive', task: 1 }],
    [
      'messages wait, and none is deleted',
      { waiting: 1, evidence: { halted: 0, deleted: 0 } },
      { action: 'wait', why: 'not_drained' },
    ],
    [
      'messages wait, and no deletion was ever reported',
      { waiting: 1, evidence: { halted: undefined, deleted: undefined } },
      { action: 'wait', why: 'not_drained' },
    ],
    [
      'messages wait, none is deleted, and the window is exhausted',
      { waiting: 1, evidence: { halted: 0, deleted: 0 }, tasks: exhausted },
      { action: 'wait', why: 'not_drained' },
    ],
    [
      'messages wait, and some are deleted, however slowly',
      { waiting: 100_000, evidence: { halted: 0, deleted: 1 } },
      { action: 'redrive', task: 1 },
    ],
    [
      'none waits, and none is deleted',
      { waiting: 0, evidence: { halted: 0, deleted: 0 } },
      { action: 'redrive', task: 1 },
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
    ['the window is exhausted', { tasks: exhausted }, giveUp],
    [
      'more tasks than allowed, some of them started by hand',
      { tasks: [ago(5000), ago(6000), ago(7000), ago(8000)] },
      giveUp,
    ],
    [
      'failed and cancelled tasks count',
      { tasks: [ago(5000, 'FAILED'), ago(6000, 'CANCELLED'), ago(7000)] },
      giveUp,
    ],
    [
      'the oldest task has left the window',
      { tasks: [ago(5000), ago(6000), ago(86_400)] },
      { action: 'redrive', task: 3 },
    ],
    ['all tasks have left the window', { tasks: [ago(86_400), ago(90_000)] }, { action: 'redrive', task: 1 }],
  ])('%s', (_, state, decision) => {
    expect(decideRedrive({ ...well, ...state }, limits)).toEqual(decision);
  });

  it('waits fractions of seconds, and not at all', () => {
    const state = { ...well, tasks: [ago(1)] };
    expect(decideRedrive(state, { ...limits, pauseSeconds: 0.6 })).toMatchObject({ why: 'pause' });
    expect(decideRedrive(state, { ...limits, pauseSeconds: 0.5 })).toMatchObject({ action: 'redrive' });
    expect(decideRedrive({ ...state, tasks: [ago(0)] }, { ...limits, pauseSeconds: 0 })).toMatchObject({
      action: 'redrive',
    });
  });

  it('ends: asked every second for a day, it starts no more tasks than the window allows', () => {
    const starts: number[] = [];
    for (let second = 0; second < 86_400; second++) {
      const tasks = starts
        .map((startedAt): Task => ({ status: 'COMPLETED', startedAt, moved: 1 }))
        .slice(-10);
      const state = { ...well, tasks, now: now + second * 1000 };
      if (decideRedrive(state, { ...limits, maxTasksPerWindow: 9 }).action === 'redrive')
        starts.push(state.now);
    }
    const pauses = starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / 1000);
    expect(pauses).toEqual([240, 480, 960, 1920, 3840, 7680, 15_360, 30_720]);
  });
});
