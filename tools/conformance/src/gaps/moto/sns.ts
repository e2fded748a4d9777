import type { Gap } from '../gaps.js';

export const snsGaps: readonly Gap[] = [
  {
    reason:
      'moto signs notifications by version 2 and names no subscription of the case in the link to end it',
    cases: ['sns: deliveries: wraps a message for a queue'],
  },
  {
    reason: 'moto delivers while it is asked, so the publisher gets an error of a queue that is gone',
    cases: ['sns: deliveries: answers the publisher although a queue is gone, and delivers to the others'],
  },
  {
    reason: 'moto loses a raw delivery that has a binary attribute',
    cases: ["sns: deliveries: delivers raw: the message as it is, with the queue's own attributes"],
  },
  {
    reason: 'moto checks neither empty messages nor what subjects may hold, and fails without a topic',
    cases: [
      'sns: publish: refuses a message without a topic',
      'sns: publish: refuses an empty message',
      'sns: publish: refuses an empty subject',
      'sns: publish: refuses a subject with line breaks',
    ],
  },
  {
    reason: 'moto counts the characters of a message and leaves out its attributes',
    cases: [
      'sns: publish: refuses a byte more than 256 KiB',
      "sns: publish: counts attributes towards a message's size",
    ],
  },
  {
    reason: 'moto refuses few attributes, and those as InvalidParameter',
    cases: [
      'sns: publish: refuses an attribute without a value',
      'sns: publish: refuses an attribute of a type that there is not',
      'sns: publish: refuses a text as the value of a binary attribute',
      'sns: publish: refuses a number that is none',
      'sns: publish: refuses attributes by names that they cannot have',
    ],
  },
  {
    reason: 'moto does not check what it is asked to subscribe, nor how',
    cases: [
      'sns: subscriptions: refuses a protocol that there is not',
      'sns: subscriptions: refuses raw delivery that is neither true nor false',
      'sns: subscriptions: refuses to subscribe a queue again with other attributes',
    ],
  },
];
