/** Whether a failure may pass by itself (`environment`) or needs a person (`data`). */
export type FailureClass = 'environment' | 'data';

/** What is known of a message that was given up: it travels in the message's attributes and in what is parked. */
export interface FailureStory {
  readonly class: FailureClass;
  /** A code, for example `warehouse_unavailable`. */
  readonly reason: string;
  /** One line for people: what the last attempt failed with. */
  readonly detail: string;
  /** Receives of the message in all, through its redrives. */
  readonly attempts: number;
  /** How often it came back from a dead-letter queue. */
  readonly redrives: number;
  /** ISO 8601 UTC. */
  readonly firstFailedAt: string;
  readonly dataset: string;
  /** `s3://bucket/key?versionId=…` of a file, `stream:batchId` of a batch. */
  readonly source: string;
  /** Leads to every log line about the message. */
  readonly traceId: string;
}

/**
 * Message attributes of what is sent to a dead-letter queue on purpose: nine of the ten that SQS allows. `dataset` and
 * `traceId` stand on a message from the start.
 */
export const deadLetterAttributes = {
  class: 'sluice-class',
  reason: 'sluice-reason',
  attempts: 'sluice-attempts',
  redrives: 'sluice-redrives',
  firstFailedAt: 'sluice-first-failed-at',
  dataset: 'sluice-dataset',
  source: 'sluice-source',
  detail: 'sluice-detail',
  traceId: 'sluice-trace-id',
} as const satisfies Record<keyof FailureStory, string>;

export type MessageAttributes = Readonly<Record<string, string>>;

/** What SQS takes as an attribute: not empty, and of its characters; cut so that a full message has room for it. */
const attributeText = (text: string): string =>
  text.slice(0, 1024).replaceAll(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD') || 'none';

/** A story as message attributes, each a String that SQS accepts. */
export const failureAttributes = (story: FailureStory): Record<string, string> =>
  Object.fromEntries(
    storyParts.map((part) => [deadLetterAttributes[part], attributeText(String(story[part]))]),
  );

/**
 * The story in a message's attributes, as far as they tell it: what SQS itself dead-lettered has at most its dataset and
 * trace id. Numbers that are none are left out.
 */
export function readFailureStory(attributes: MessageAttributes): Partial<FailureStory> {
  const {
    class: failureClass,
    attempts,
    redrives,
    ...texts
  } = Object.fromEntries(
    storyParts.flatMap((part) => {
      const value = attributes[deadLetterAttributes[part]];
      return value === undefined ? [] : [[part, value]];
    }),
  ) as Partial<Record<keyof FailureStory, string>>;
  return {
    ...texts,
    ...(failureClass === 'environment' || failureClass === 'data' ? { class: failureClass } : {}),
    ...wholeNumber('attempts', attempts),
    ...wholeNumber('redrives', redrives),
  };
}

const wholeNumber = <Part extends 'attempts' | 'redrives'>(part: Part, text: string | undefined) =>
  (text !== undefined && /^\d{1,9}$/.test(text) ? { [part]: Number(text) } : {}) as Partial<
    Record<Part, number>
  >;

const storyParts = Object.keys(deadLetterAttributes) as (keyof FailureStory)[];

/** Where the quarantine bucket keeps what was parked of a source: once, however often it is parked. */
export const parkedKey = ({ dataset, sourceId }: { readonly dataset: string; readonly sourceId: string }) =>
  `parked/${dataset}/${sourceId}.json`;

/** Under it the quarantine bucket keeps an object for each counted attempt at a source, until it is loaded or parked. */
export const attemptsPrefix = (sourceId: string): string => `attempts/${sourceId}/`;
