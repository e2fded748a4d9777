import { expect } from 'vitest';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { createQueue } from '../resources/queue.js';
import { createStream } from '../resources/stream.js';
import { createMapping, mappingSeconds } from './event-source-mapping.js';
import { receiveAll } from './recording-function.js';
import { createStreamConsumer, putTexts } from './stream-consumer.js';

/** The shortest age that AWS takes; a setting, so no endpoint divides it. */
const ageSeconds = 60;
const waitSeconds = mappingSeconds + 2 * ageSeconds;

conformance('lambda', 'record age', (conforms) => {
  conforms('discards what fails for longer than the mapping says, and goes on', { waitSeconds }, async () => {
    const stream = await createStream();
    const queue = await createQueue();
    const consumer = await createStreamConsumer(`if (note.texts[0] === 'bad') throw new Error('inedible');`);
    const [place] = await putTexts(stream, 'bad');
    await createMapping(stream, consumer, {
      BatchSize: 1,
      MaximumRecordAgeInSeconds: ageSeconds,
      DestinationConfig: { OnFailure: { Destination: queue.arn } },
    });
    const record = await eventually(async () => {
      const [found] = await receiveAll<object>(queue);
      if (found === undefined) throw new Error('It is still young enough.');
      return found;
    }, waitSeconds);
    expect(record).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded' },
      KinesisBatchInfo: { batchSize: 1, startSequenceNumber: place?.SequenceNumber },
    });
    const attempts = await consumer.batches();
    expect(attempts.length).toBeGreaterThan(1);
    await putTexts(stream, 'good');
    await eventually(
      async () => expect(await consumer.batches()).toEqual([...attempts.map(() => 'bad'), 'good']),
      mappingSeconds,
    );
  });
});
