/** What is not in the price: what each does, and who says so. `(U)` marks what was not verified. */
export const differences: readonly { question: string; sluice: string; firehose: string; glue: string }[] = [
  {
    question: 'takes',
    sluice: 'records and files',
    firehose: 'records; files are the Glue job’s here',
    glue: 'records of a stream and files',
  },
  {
    question: 'proof that nothing is missing',
    sluice: 'every source’s sum, inside the load’s transaction',
    firehose: 'none: metrics of what was delivered',
    glue: 'none: what the job’s author writes',
  },
  {
    question: 'what comes twice',
    sluice: 'loaded once, by identity',
    firehose: 'COPY loads it again: nothing it is given knows what is there',
    glue: '[exactly-once within its micro-batches](https://docs.aws.amazon.com/prescriptive-guidance/latest/serverless-etl-aws-glue/aws-glue-etl.html) and [bookmarks](https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html) for what was read; a producer’s own copies load again',
  },
  {
    question: 'bad records',
    sluice: 'column, rule and raw value; the rest loads',
    firehose: 'what its Lambda says of them, in S3; what COPY refuses is in the warehouse’s error views (U)',
    glue: 'what the job’s author writes',
  },
  {
    question: 'the warehouse is away',
    sluice: 'halts, waits, loads',
    firehose:
      '[tries for 2 hours at most](https://docs.aws.amazon.com/firehose/latest/APIReference/API_RedshiftRetryOptions.html), then [leaves it in S3](https://docs.aws.amazon.com/firehose/latest/dev/troubleshooting.html) for people to load',
    glue: 'the job fails and starts again',
  },
  {
    question: 'newest row',
    sluice: 'from 15 s; the dial is one number',
    firehose: 'a buffer of 60 to 900 s (U)',
    glue: 'a window of the job’s own',
  },
  {
    question: 'what it asks of people',
    sluice: 'a contract for a dataset, and its operation',
    firehose: 'the least: nothing to run but the Lambda; a warehouse that Firehose’s addresses reach (U)',
    glue: 'Spark code, written and kept; and what no other has, joins on the way',
  },
];
