import type { MoveTask } from '@sluice/message-queue';
import type { Lane } from './config.js';
import { tasksInWindow, type Decision, type LaneState, type RedriveLimits } from './decide-redrive.js';
import { queueName } from './read-evidence.js';

/** A lane whose window is exhausted, and by what. */
export interface GivenUp {
  readonly lane: Lane;
  readonly state: LaneState;
  readonly decision: Extract<Decision, { action: 'give_up' }>;
  readonly limits: RedriveLimits;
}

/** What people are told: what was decided and why, since when, and what to do. The subject has at most 100 characters. */
export function giveUpNotice({ lane, state, decision, limits }: GivenUp): { subject: string; text: string } {
  const tasks = tasksInWindow(state, limits).reverse();
  const moved = tasks.reduce((sum, task) => sum + task.moved, 0);
  const subject = `Redrive of the ${lane.name} lane has stopped`;
  const within = duration(limits.windowSeconds);
  const lines = [
    `${subject}: after ${count(tasks.length, 'move task')} within ${within} messages are still dead-lettered,`,
    'so no more are started for now.',
    '',
    `Dead-lettered: ${count(state.deadLettered, 'message')} in ${queueName(lane.dlqArn)}, kept there`,
    `Moved back:    ${count(moved, 'message')}, by these tasks:`,
    ...tasks.map((task) => `  ${described(task)}`),
    `Tried again:   by itself, not before ${time(decision.until)}`,
    '',
    'What to do:',
    `  sluice dlq inspect --lane ${lane.name}   what failed, by class and reason, with samples`,
    `  sluice dlq redrive --lane ${lane.name}   once the cause is mended: moves them back now`,
    `  sluice dlq park --lane ${lane.name}      sets aside what cannot succeed`,
    '',
    lane.dlqArn,
  ];
  return { subject, text: `${lines.join('\n')}\n` };
}

const described = ({ startedAt, status, moved, failureReason }: MoveTask): string =>
  `${time(startedAt)} ${status}, ${count(moved, 'message')}${failureReason === undefined ? '' : ` (${failureReason})`}`;

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

const duration = (seconds: number): string =>
  seconds % 3600 === 0 ? count(seconds / 3600, 'hour') : count(seconds, 'second');
