import { unrouted } from '@sluice/contracts';
import { deadLetterAttributes, type FileArrived } from '@sluice/message-schemas';
import type { Environment } from './environment.js';
import { NotAnnouncedError } from './errors.js';
import { readEvent, type EventReading, type Reading } from './read-event.js';

/**
 * Announces landed objects: one `FileArrived` for each on the files lane, at least once. What names no dataset is
 * announced as well, to be parked with its reason.
 * @param traceId goes with the messages, so that their way leads back here
 * @throws {NotAnnouncedError} after everything else was sent
 */
export async function announceFiles(
  event: unknown,
  traceId: string,
  environment: Environment,
): Promise<void> {
  const reading = readEvent(event, environment.findDataset);
  const readings = reportEvent(reading, environment);
  const files = readings.flatMap((one) => (one.kind === 'announce' ? [one.file] : []));
  const unsent = await send(files, traceId, environment);
  reportRecords(readings, files, unsent, environment);
  const problems = [
    ...(reading.kind === 'unknown' ? ['the event is no S3 notification'] : []),
    ...readings.flatMap((one) => (one.kind === 'malformed' ? [`${one.at}: ${one.problem}`] : [])),
    ...unsent,
  ];
  if (problems.length > 0) throw new NotAnnouncedError(problems);
}

function reportEvent(reading: EventReading, { logger }: Environment): readonly Reading[] {
  if (reading.kind === 'notification') return reading.readings;
  if (reading.kind === 'test') logger.info({ bucket: reading.bucket }, 'notifications are set up');
  return [];
}

/** @returns a line for each file that the queue is not known to have */
async function send(
  files: readonly FileArrived[],
  traceId: string,
  { queue, config }: Environment,
): Promise<string[]> {
  const attributes = { [deadLetterAttributes.traceId]: traceId };
  const messages = files.map((file) => ({ body: JSON.stringify(file), attributes }));
  const { failed } = await queue.sendAll(config.FILES_QUEUE_URL, messages);
  return failed.map(({ index, code }) => `s3://${files[index]?.bucket}/${files[index]?.key}: ${code}`);
}

function reportRecords(
  readings: readonly Reading[],
  files: readonly FileArrived[],
  unsent: readonly string[],
  { logger, metrics }: Environment,
): void {
  if (readings.length === 0) return;
  const ignored = readings.filter((one) => one.kind === 'ignore');
  for (const { why, eventName, key } of ignored) logger.info({ why, eventName, key }, 'ignored');
  for (const one of readings)
    if (one.kind === 'malformed') logger.error({ at: one.at, problem: one.problem }, 'malformed record');
  const lost = files.filter(({ dataset }) => dataset === unrouted.name);
  for (const { bucket, key } of lost) logger.warn({ bucket, key }, 'the key names no dataset');
  const malformed = readings.length - ignored.length - files.length;
  const announced = files.length - unsent.length;
  metrics.emit({
    /** Object versions announced to the files lane, those of no dataset included. */
    FilesAnnounced: { value: announced, unit: 'Count' },
    /** Objects whose key names no dataset: announced as `unrouted`, to be parked. */
    FilesUnrouted: { value: lost.length, unit: 'Count' },
    /** Events that announce nothing: deletes, folders, what creates no object. */
    ObjectEventsIgnored: { value: ignored.length, unit: 'Count' },
    /** Records of events that could not be read: the run fails, and Lambda keeps the event. */
    ObjectEventsMalformed: { value: malformed, unit: 'Count' },
  });
  logger.info(
    { records: readings.length, announced, unrouted: lost.length, ignored: ignored.length, malformed },
    'announced',
  );
}
