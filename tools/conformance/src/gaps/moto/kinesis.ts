import type { Gap } from '../gaps.js';

export const kinesisGaps: readonly Gap[] = [
  {
    reason: 'moto speaks HTTP/1.1 only',
    cases: [
      'kinesis: http/2: puts and gets records',
      'kinesis: http/2: answers many calls at once',
      'kinesis: http/2: names its errors',
    ],
  },
  {
    reason: 'moto limits neither what a shard takes nor what it gives',
    cases: [
      'kinesis: throughput: refuses one by one the records beyond 1,000 a second',
      'kinesis: throughput: refuses records beyond 1 MiB a second',
      'kinesis: throughput: refuses a single record that a shard has no room for, and takes it later',
      'kinesis: throughput: answers a shard’s readers five times a second',
      'kinesis: throughput: gives a shard’s readers 2 MiB a second',
    ],
  },
  {
    reason: 'moto goes on writing to closed shards, moves their records to the children and never ends them',
    cases: [
      'kinesis: resharding: splits a shard into two that share its keys',
      'kinesis: resharding: leaves in a split shard what it held, and ends its readers',
      'kinesis: resharding: ends a reader that stood at the tip of a shard when it was split',
      'kinesis: resharding: merges two shards into one',
      'kinesis: resharding: leaves in merged shards what they held, and names their child to both readers',
      'kinesis: resharding: does not merge closed shards',
    ],
  },
  {
    reason: 'moto ignores filters and starting places of shards, and wants a name along with a token',
    cases: [
      'kinesis: resharding: lists what is open, or was at the horizon',
      'kinesis: shards: are listed in pages',
      'kinesis: shards: are described in pages',
      'kinesis: shards: are listed after a given one',
      'kinesis: shards: are not listed by a name along with a token',
      'kinesis: shards: are not listed by a token that nobody issued',
    ],
  },
  { reason: 'moto has no token for more streams', cases: ['kinesis: streams: lists streams in pages'] },
  {
    reason: 'moto counts sequence numbers from 1 in every shard',
    cases: [
      'kinesis: streams: makes a deleted stream’s namesake empty, with other numbers',
      'kinesis: iterators: do not start at a number of another shard',
    ],
  },
  {
    reason: 'moto finds no shard for the last hash key of one',
    cases: ['kinesis: records: go where their explicit hash key points'],
  },
  {
    reason: 'moto takes 5 MiB a call, as AWS did once',
    cases: ['kinesis: records: are taken by the 10 MiB where each has a shard'],
  },
  {
    reason: 'moto knows no size of records that a stream may be told',
    cases: [
      'kinesis: record size: is 1 MiB unless told otherwise',
      'kinesis: record size: is what a stream was made for',
      'kinesis: record size: changes both ways',
      'kinesis: record size: lies between 1 and 10 MiB',
    ],
  },
  {
    reason: 'moto validates little of an iterator, or ends in a 500',
    cases: [
      'kinesis: iterators: AT_TIMESTAMP is not of the future',
      'kinesis: iterators: do not start at what is no number',
      'kinesis: iterators: are not had without the number that their type asks for',
      'kinesis: iterators: are not had with a number that their type has no use for',
      'kinesis: iterators: are not made up',
    ],
  },
  {
    reason: 'moto validates little of a request, or ends in a 500',
    cases: [
      'kinesis: bad input: refuses a call without records',
      'kinesis: bad input: refuses a record of more than 1 MiB, its key included',
      'kinesis: bad input: puts nothing of a call with a record that is wrong in itself',
      'kinesis: bad input: refuses an empty partition key',
      'kinesis: bad input: refuses a partition key of more than 256 characters',
      'kinesis: bad input: refuses an explicit hash key that is no number',
      'kinesis: bad input: refuses a name that no stream can have',
      'kinesis: bad input: refuses a stream without shards',
      'kinesis: bad input: refuses to answer more than 10,000 records at once',
      'kinesis: bad input: refuses data that is not base64',
    ],
  },
];
