/** Message attributes of what the processor itself sends to a dead-letter queue; a row batch has its `dataset` from the start. */
export const deadLetterAttributes = {
  class: 'sluice-class',
  reason: 'sluice-reason',
  attempts: 'sluice-attempts',
  redrives: 'sluice-redrives',
  firstFailedAt: 'sluice-first-failed-at',
  dataset: 'sluice-dataset',
  source: 'sluice-source',
  /** One line for people: what the last attempt failed with. */
  detail: 'sluice-detail',
} as const;
