import type { Gap } from '../gaps.js';

const named = (area: string, behaviours: readonly string[]) =>
  behaviours.map((behaviour) => `lambda: ${area}: ${behaviour}`);

export const lambdaGaps: readonly Gap[] = [
  {
    reason: 'moto runs functions in Docker alone, which it is not given here',
    cases: [
      ...named('invocations', [
        'answers what the handler returns',
        'hands over an empty event where none is given',
        'answers null where the handler returns nothing',
        'answers what the handler gives its callback',
        'runs modules and handlers in folders',
        'tells the handler what it runs in',
        'gives the handler its own environment variables and Lambda’s',
        'keeps what a module remembers between invocations',
        'answers the tail of the log, with a report',
        'runs nothing in a dry run',
        'takes 6 MB and no more',
        'takes 1 MB and no more where nobody waits for the answer',
        'throttles what exceeds the function’s own concurrency',
      ]),
      ...named('failing invocations', [
        'answers an error of the handler as its own',
        'cuts off what takes too long',
        'reports a process that ends itself, and runs the next invocation in a new one',
        'reports an exception outside the handler, and does not use its process again',
        'reports a rejection that nobody handles',
        'ends a function that outgrows its memory',
        'says why a package cannot be loaded',
        'reports an answer of more than 6 MB as an error',
      ]),
      ...named('asynchronous invocations', [
        'are accepted at once and happen later',
        'are tried twice more when they fail, and then go to the destination',
        'are not tried again where the function says so',
        'wait while they are throttled',
        'happen for objects of a bucket',
        'for objects are tried again when they fail',
        'happen for notifications of a topic',
      ]),
      ...named('event source mappings', [
        'delivers nothing while it is disabled, and goes on where it was',
        'delivers nothing any more when it is deleted',
      ]),
      ...named('stream batches', [
        'hands records over as an event',
        'are no larger than the mapping says, in the order of the shard',
        'gather for the window, and no longer than until they are full',
        'of one shard do not wait for those of another, and are never mixed',
        'of one shard run beside each other by the factor, each key in order',
        'are never empty',
        'reach every function that is mapped to the stream',
      ]),
      ...named('failed batches', [
        'come again from the lowest record that is named',
        'come again whole when the answer names no record of them',
        'are none when the answer names nothing',
        'are only those that throw where the mapping does not ask for more',
        'come again as often as the mapping says, and hold up the shard until then',
        'are cut until the bad record stands alone, which uses up no retry',
        'are cut where the answer says when both are on',
        'are handed to a bucket with all their records',
        'come again after a crash of the function',
        'show in the mapping',
      ]),
      ...named('stream positions', [
        'begins with the oldest record at TRIM_HORIZON',
        'begins with what comes later at LATEST',
        'begins with the first record since a time at AT_TIMESTAMP',
        'reads the children of a split shard after it',
        'reads the child of merged shards after both',
      ]),
    ],
  },
  {
    reason: 'moto hardly checks what a function is created with or told',
    cases: [
      ...named('functions', [
        'refuses a package that is no zip',
        'refuses settings out of range',
        'refuses environment variables that Lambda sets itself',
        'refuses more than 4 KB of environment variables',
        'keeps who may invoke it, each statement once',
      ]),
      ...named('invocations', ['refuses a payload that is no JSON']),
      ...named('asynchronous invocations', [
        'cannot be told to be tried more than twice more, or to wait for other than a minute to six hours',
      ]),
    ],
  },
  {
    reason: 'moto keeps event source mappings without defaults, checks and states',
    cases: named('event source mappings', [
      'has the defaults of a stream',
      'has the settings that it was created with',
      'is being created, then enabled',
      'is gone after its deletion',
      'refuses a second mapping of a stream to the same function',
      'refuses a stream that does not exist',
      'refuses settings out of range, and a stream without a starting position',
    ]),
  },
];
