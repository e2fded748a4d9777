import type { LaneName } from '@sluice/topology';
import { count, counted, table } from '../terminal/table.js';
import type { DeadLetter } from './dead-letter.js';
import type { DeadLetterGroup, Range } from './group-dead-letters.js';
import type { Worked } from './work-through.js';

export interface InspectedLane extends Worked {
  readonly lane: LaneName;
  /** The dead-letter queue. */
  readonly queue: string;
  /** Messages that somebody else held when it began, approximately. */
  readonly inFlight: number;
}

export interface InspectedDeadLetters {
  readonly lanes: readonly InspectedLane[];
  readonly groups: readonly DeadLetterGroup[];
  /** Empty unless all were asked for. */
  readonly letters: readonly DeadLetter[];
}

export function reportDeadLetters(
  { lanes, groups, letters }: InspectedDeadLetters,
  { full, json }: { readonly full: boolean; readonly json: boolean },
): string {
  if (json)
    return `${JSON.stringify({
      queues: lanes.map(({ lane, queue, read, inFlight, end }) => ({
        lane,
        queue,
        messages: read,
        inFlight,
        complete: end === 'emptied',
      })),
      groups,
      ...(full ? { messages: letters.map(wholeLetter) } : {}),
    })}\n`;
  const read = lanes.reduce((sum, each) => sum + each.read, 0);
  const notes = lanes.flatMap(({ queue, end, inFlight }) => [
    ...(end === 'max' || end === 'too slow'
      ? [`${queue}: not all of it was read${end === 'max' ? ': --max' : ', it took too long'}`]
      : []),
    ...(inFlight > 0
      ? [
          `${queue}: ${counted(inFlight, 'message')} more could not be received, because somebody else holds them`,
        ]
      : []),
  ]);
  const head =
    read === 0
      ? 'the dead-letter queues hold nothing that could be received'
      : `${counted(read, 'message')} read, and left where they were. Reading counted a receive of each, and hid it for the moment.`;
  const body = full
    ? letters.map(describeLetter)
    : groups.length === 0
      ? []
      : [groupTable(groups), ...groups.map(describeSample)];
  return `${[...body, ...notes, head].join('\n')}\n`;
}

const groupTable = (groups: readonly DeadLetterGroup[]): string =>
  table(
    ['lane', 'class', 'reason', 'messages', 'oldest', 'newest', 'attempts', 'redrives', 'datasets'],
    groups.map((group) => [
      group.lane,
      group.class,
      group.reason,
      count(group.messages),
      seconds(group.oldest),
      seconds(group.newest),
      shownRange(group.attempts),
      shownRange(group.redrives),
      Object.entries(group.datasets)
        .map(([dataset, messages]) => `${dataset} ${count(messages)}`)
        .join(', '),
    ]),
  );

const describeSample = ({ lane, reason, sample }: DeadLetterGroup): string =>
  [
    `\n${lane} ${reason}, the oldest: ${sample.source}`,
    `  ${sample.detail}`,
    `  failed first at ${sample.firstFailedAt} · trace id ${sample.traceId}`,
    `  ${sample.body}`,
  ].join('\n');

const describeLetter = ({ message, ...letter }: DeadLetter): string =>
  [
    `${letter.lane} ${letter.class} ${letter.reason}: ${letter.source}`,
    `  ${letter.detail}`,
    `  dataset ${letter.dataset} · ${counted(letter.attempts, 'attempt')} · ${counted(letter.redrives, 'redrive')} · failed first at ${letter.firstFailedAt} · trace id ${letter.traceId}`,
    `  ${message.body}`,
    '',
  ].join('\n');

const wholeLetter = ({ message, ...letter }: DeadLetter) => ({
  ...letter,
  messageId: message.messageId,
  sentAt: new Date(message.sentAt).toISOString(),
  receives: message.receiveCount,
  attributes: message.attributes,
  body: message.body,
});

const shownRange = ({ least, most }: Range): string =>
  least === most ? count(least) : `${count(least)} to ${count(most)}`;

/** The milliseconds of a queue's clock say nothing to people. */
const seconds = (iso: string): string => `${iso.slice(0, 19)}Z`;
