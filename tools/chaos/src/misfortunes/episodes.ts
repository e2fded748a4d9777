import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { depthOf } from '../bed/queue-depths.js';
import { killEverything } from './kills.js';
import {
  loadsRefused,
  outageOf,
  statementsFail,
  statementsStandStill,
  visibilityLost,
  warehouseAway,
} from './outages.js';
import { pause, type Episode, type Stage } from './stage.js';

const diskFull: Episode = async ({ bed, tally, signal }) => {
  tally.add('disk-full');
  await bed.disk.fill(bed.random.pick([0, 4096, 60_000]));
  await pause(3000, signal);
  await bed.disk.mend();
};

const spotInterruption: Episode = async ({ bed, tally }) => {
  const tasks = bed.stack.processor.tasks().filter(({ status }) => status === 'RUNNING');
  const task = tasks[bed.random.below(tasks.length)];
  if (task !== undefined && bed.stack.processor.interrupt(task.taskArn)) tally.add('interrupt');
};

const scaleIn: Episode = async ({ bed, tally, signal }) => {
  const { processor } = bed.stack;
  tally.add('scale-in');
  processor.setDesiredCount(1);
  await pause(2500, signal);
  processor.setDesiredCount(2);
};

const powerCut: Episode = async ({ bed, tally }) => tally.add('kill', killEverything(bed));

const poisonRecords: Episode = async ({ bed, tally, signal }) =>
  tally.add('poison-record', await bed.stream.putPoison(signal));
const brokenFiles: Episode = async ({ bed, tally }) => tally.add('poison-file', await bed.files.landBroken());
const largeRecord: Episode = ({ bed, signal }) => bed.stream.putLarge(signal);

/** A message of a file that landed before goes the way of those that were given up. */
const deadLetter: Episode = async ({ bed: { stack, files } }) => {
  const announcement = files.anyAnnouncement();
  if (announcement === undefined) return;
  await stack.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.queueUrls.filesDlq,
      MessageBody: JSON.stringify(announcement),
    }),
  );
};

/** A file of which every worker dies that reads it; what kills them is mended once it is parked. */
const deadlyFile: Episode = async ({ bed, book, tally, deadly, watch }) => {
  tally.add('poison-file');
  await bed.files.landDeadly((key) => {
    const rule = book.add({
      service: 's3',
      operation: 'GetObject',
      resource: `${bed.stack.names.landingBucket}/${key}`,
      caller: watch.apps,
      kind: 'kill-before',
    });
    deadly.set(key, rule);
  });
};

/** Replays announce everything again: with this many waiting another one would only be waited for. */
const mostReplayed = 200;

/** An operator's command in the middle of everything; whether it succeeds is nobody's promise then. */
const command =
  (kind: string, args: (stage: Stage) => readonly string[]): Episode =>
  async (stage) => {
    // Who sees such a backlog adds nothing to it.
    if ((await depthOf(stage.bed.stack, 'files')) > mostReplayed) return;
    stage.tally.add(kind);
    await stage.operator.run(args(stage), stage.signal);
  };

export const episodes = {
  'the warehouse is away': warehouseAway,
  'S3 is away': outageOf('s3', 2500),
  'SQS is away': outageOf('sqs', 2500),
  'loads are refused': loadsRefused,
  'visibility is lost': visibilityLost,
  'statements fail': statementsFail,
  'statements stand still': statementsStandStill,
  'the disk is full': diskFull,
  'a Spot interruption': spotInterruption,
  'a scale-in': scaleIn,
  'everything is killed': powerCut,
  'poison records': poisonRecords,
  'broken files': brokenFiles,
  'a deadly file': deadlyFile,
  'a record too large for a message': largeRecord,
  'a dead letter': deadLetter,
  'an operator redrives': command('redrive', () => ['dlq', 'redrive', '--yes']),
  'an operator replays the stream': command('replay', ({ startedAt }) => [
    'replay',
    'stream',
    '--from',
    startedAt,
  ]),
  'an operator replays files': command('replay', ({ startedAt }) => ['replay', 'files', '--from', startedAt]),
  'an operator sweeps': command('replay', ({ startedAt }) => [
    'sweep',
    '--since',
    startedAt,
    '--until',
    '1s',
  ]),
  'an operator replays failures': command('replay', () => ['replay', 'failures']),
} satisfies Readonly<Record<string, Episode>>;

export type EpisodeName = keyof typeof episodes;
