import type { DeadLetter } from './dead-letter.js';

/** Dead letters of one lane, class and reason. */
export interface DeadLetterGroup {
  readonly lane: string;
  readonly class: string;
  readonly reason: string;
  readonly messages: number;
  /** When they were sent to the queue they stand in or, where SQS moved them, to their lane. ISO 8601 UTC. */
  readonly oldest: string;
  readonly newest: string;
  readonly attempts: Range;
  readonly redrives: Range;
  readonly datasets: Readonly<Record<string, number>>;
  /** The oldest of them. */
  readonly sample: Sample;
}

export interface Range {
  readonly least: number;
  readonly most: number;
}

export interface Sample {
  readonly dataset: string;
  readonly source: string;
  readonly detail: string;
  readonly firstFailedAt: string;
  readonly traceId: string;
  /** Its first characters. */
  readonly body: string;
}

const shownCharacters = 200;

/** Gathers dead letters as they are read; keeps of each group only what is shown of it. */
export interface DeadLetterGroups {
  add(letter: DeadLetter): void;
  /** The largest first. */
  list(): readonly DeadLetterGroup[];
}

export function groupDeadLetters(): DeadLetterGroups {
  const groups = new Map<string, DeadLetterGroup>();
  return {
    add: (letter) => {
      const key = JSON.stringify([letter.lane, letter.class, letter.reason]);
      const group = groups.get(key);
      const own = groupOf(letter);
      groups.set(key, group === undefined ? own : merged(group, own));
    },
    list: () => [...groups.values()].sort((one, other) => other.messages - one.messages),
  };
}

function groupOf(letter: DeadLetter): DeadLetterGroup {
  const { lane, reason, attempts, redrives, dataset, source, detail, firstFailedAt, traceId, message } =
    letter;
  const sentAt = new Date(message.sentAt).toISOString();
  return {
    lane,
    class: letter.class,
    reason,
    messages: 1,
    oldest: sentAt,
    newest: sentAt,
    attempts: { least: attempts, most: attempts },
    redrives: { least: redrives, most: redrives },
    datasets: { [dataset]: 1 },
    sample: {
      dataset,
      source,
      detail,
      firstFailedAt,
      traceId,
      body: firstOf(message.body),
    },
  };
}

function merged(group: DeadLetterGroup, one: DeadLetterGroup): DeadLetterGroup {
  const datasets = { ...group.datasets };
  for (const [dataset, messages] of Object.entries(one.datasets))
    datasets[dataset] = (datasets[dataset] ?? 0) + messages;
  return {
    ...group,
    messages: group.messages + one.messages,
    oldest: group.oldest < one.oldest ? group.oldest : one.oldest,
    newest: group.newest > one.newest ? group.newest : one.newest,
    attempts: widened(group.attempts, one.attempts),
    redrives: widened(group.redrives, one.redrives),
    datasets,
    sample: one.oldest < group.oldest ? one.sample : group.sample,
  };
}

const widened = (one: Range, other: Range): Range => ({
  least: Math.min(one.least, other.least),
  most: Math.max(one.most, other.most),
});

const firstOf = (text: string): string =>
  text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
