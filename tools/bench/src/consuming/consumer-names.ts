/** Who drains a full queue, as the options and tables name them. */
export const consumerTitles = {
  sluice: 'Sluice, 100 held at most',
  'sluice-ten': 'Sluice, 10 held at most',
  'sqs-consumer-batch': 'sqs-consumer, handleMessageBatch',
  'sqs-consumer-each': 'sqs-consumer, handleMessage',
} as const;

export type ConsumerName = keyof typeof consumerTitles;

export const consumerNames = Object.keys(consumerTitles) as readonly ConsumerName[];
