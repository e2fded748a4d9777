import { laneNames, type LaneName, type ResourceNames } from '@sluice/topology';
import type { Situation, Step, Victim } from './step.js';

type Resource = NonNullable<Step['resource']>;

const step =
  (service: string) =>
  (
    name: string,
    operation: string,
    resource?: Resource,
    situation?: Situation,
    victim: Victim = 'processor',
  ): Step => ({
    name,
    victim,
    service,
    operation,
    ...(resource === undefined ? {} : { resource }),
    ...(situation === undefined ? {} : { situation }),
  });
const s3 = step('s3');
const sqs = step('sqs');
const warehouse = step('redshift-data');

const staging =
  (folder: string): Resource =>
  ({ stagingBucket }) =>
    `${stagingBucket}/${folder}`;
const quarantine =
  (folder: string): Resource =>
  ({ quarantineBucket }) =>
    `${quarantineBucket}/${folder}`;
const named =
  (part: string): Resource =>
  () =>
    part;

/** What only one lane does, or does to a queue of its own. */
function laneSteps(lane: LaneName): readonly Step[] {
  const victim = `processor, ${lane}` as const;
  const main: Resource = ({ queues }: ResourceNames) => `/${queues[lane]}`;
  const deadLetters: Resource = ({ queues }: ResourceNames) => `/${queues[`${lane}Dlq`]}`;
  return [
    sqs('message received', 'ReceiveMessage', main, undefined, victim),
    sqs('message kept hidden', 'ChangeMessageVisibilityBatch', main, undefined, victim),
    lane === 'files'
      ? s3('file read', 'GetObject', ({ landingBucket }) => `${landingBucket}/`, undefined, victim)
      : s3('claim check read', 'GetObject', staging('claims/'), 'claim check', victim),
    sqs('acknowledged', 'DeleteMessageBatch', main, undefined, victim),
    sqs('dead-lettered', 'SendMessage', deadLetters, 'gave up', victim),
  ];
}

/** What the processor does on its way, from its preconditions to its last step. */
export const processorSteps: readonly Step[] = [
  warehouse('warehouse asked for its tables', 'ExecuteStatement'),
  s3('staging bucket probed', 'PutObject', staging('probe/')),
  ...laneNames.flatMap(laneSteps),
  s3('attempts counted', 'ListObjectsV2', ({ quarantineBucket }) => quarantineBucket, 'came again'),
  s3('attempt recorded', 'PutObject', quarantine('attempts/'), 'came again'),
  ...(['title-basics', 'title-ratings'] as const).flatMap((dataset) => [
    s3(`bad records of ${dataset} stored`, 'PutObject', quarantine(`records/${dataset}/`), 'bad records'),
    s3(`staging of ${dataset}`, 'PutObject', staging(`loads/${dataset}/`)),
    warehouse(`transaction of ${dataset} sent`, 'BatchExecuteStatement', named(`sluice load ${dataset}`)),
  ]),
  ...['/sources/', '/sources.manifest', '/rows/', '/rows.manifest', '/rejects/', '/rejects.manifest'].map(
    (part) =>
      s3(
        `staged ${part.slice(1)}`,
        'PutObject',
        named(part),
        part.startsWith('/rejects') ? 'bad records' : undefined,
      ),
  ),
  warehouse('transaction looked at', 'DescribeStatement'),
  warehouse('ledger read', 'GetStatementResult'),
  s3('parked', 'PutObject', quarantine('parked/'), 'parked'),
  sqs('notice of what is parked sent', 'SendMessage', ({ queues }) => `/${queues.parked}`, 'parked'),
  s3('attempts forgotten', 'DeleteObject', quarantine('attempts/'), 'came again'),
];
