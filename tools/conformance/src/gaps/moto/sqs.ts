import type { Gap } from '../gaps.js';

const of = (area: string, behaviours: readonly string[]): readonly string[] =>
  behaviours.map((behaviour) => `sqs: ${area}: ${behaviour}`);

export const sqsGaps: readonly Gap[] = [
  {
    reason: 'moto has no move tasks of SQS',
    cases: of('move tasks', [
      'returns dead letters to where they came from',
      'makes a new message of each, with the same attributes',
      'moves to another queue, sent messages too',
      'fails on a message that was sent there',
      'fails when its destination goes',
      'runs at its rate until it is cancelled, and no other beside it',
      'is listed with the newest ten, alone unless more are asked for',
      'lists nothing of a queue without tasks',
      'moves from dead-letter queues only',
      'refuses queues that do not exist',
      'refuses what is no ARN',
      'refuses to move a queue to itself',
      'refuses a rate of none, or of more than 500 a second',
      'cannot cancel what is no task',
    ]),
  },
  {
    reason: 'moto checks few message attributes of SQS',
    cases: of('message attributes', [
      'refuses more than ten',
      'refuses an empty value',
      'refuses no value',
      'refuses a value with control characters',
      'refuses no type',
      'refuses a type of more than 256 characters',
      'refuses a number that is none',
      'refuses a name of the service itself',
      'refuses a name that begins with a dot',
      'refuses a name that ends with a dot',
      'refuses a name of more than 256 characters',
    ]),
  },
  {
    reason: 'moto takes queue attributes of SQS as they are given',
    cases: of('queues', [
      'refuses an attribute that no queue has',
      'refuses an attribute of FIFO queues',
      'refuses a value that its attribute cannot have',
    ]),
  },
  {
    reason: 'moto looks at neither the policies nor the source of dead letters',
    cases: of('dead letters', [
      'keeps all there is to know of a message, and goes on counting',
      'refuses a policy that is none',
      'refuses a dead-letter queue that does not exist',
      'lets a dead-letter queue refuse all sources',
      'lets a dead-letter queue name its sources',
      'refuses an allow policy that is none',
    ]),
  },
  {
    reason:
      'moto checks batches of SQS in another order and with other codes, and their entries all together',
    cases: of('batches', [
      'refuses no entry, to send, delete or change',
      'refuses eleven entries, to send, delete or change',
      'refuses an id twice, to send, delete or change',
      'refuses an id with other characters, to send, delete or change',
      'refuses an empty id, to send, delete or change',
      'refuses an id of 81 characters, to send, delete or change',
      'refuses an entry for itself',
    ]),
  },
  {
    reason: 'moto checks neither the text, the delay nor the system attributes of a message',
    cases: of('messages', [
      'carries a trace header beside the attributes of the message',
      'refuses another system attribute',
      'refuses an empty body',
      'refuses characters that XML cannot hold',
      'refuses a delay of more than fifteen minutes',
      'refuses what only FIFO queues know',
    ]),
  },
  {
    reason: 'moto takes the characters of its body for the size of a message',
    cases: of('limits', [
      'counts names, types and values of attributes',
      'counts bytes, not characters, against the size that a queue allows',
      'refuses a batch of one byte more as a whole',
    ]),
  },
  {
    reason: 'moto takes visibility timeouts below zero, and knows no receipt of what was deleted',
    cases: of('visibility', [
      'hides no message for more than twelve hours from its receive',
      'refuses a receive that hides for more than twelve hours',
      'cannot change what was deleted',
    ]),
  },
  {
    reason: 'moto refuses receipts with another status than the model of SQS has',
    cases: [
      ...of('messages', ['refuses what is no receipt']),
      ...of('visibility', ['refuses what is no receipt']),
    ],
  },
  {
    reason: 'moto lets nobody wait before a second purge, or before the name of a deleted queue is free',
    cases: [
      ...of('purge', ['is refused within a minute of another, and done after it']),
      ...of('queues', ['keeps the name of a deleted queue for a minute']),
    ],
  },
  {
    reason: 'moto lists queues in one page, and asks for no account',
    cases: of('queues', [
      'lists in pages where a page size is asked for',
      'refuses a queue of another account',
    ]),
  },
  {
    reason: 'moto reads what it can of a request that is malformed',
    cases: of('wire', [
      'refuses a body that is not JSON',
      'refuses a body that is no object',
      'refuses a field of another type',
      'refuses a request without the field that it needs',
    ]),
  },
];
