import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { expect } from 'vitest';
import { clients } from '../clients.js';
import { conformance } from '../conformance.js';
import { eventually } from '../eventually.js';
import { freshName } from '../resources/fresh-name.js';
import { createFunction, type LambdaFunction } from '../resources/function.js';
import { createStream, type Stream } from '../resources/stream.js';
import {
  createMapping,
  mappingBecomes,
  mappingSeconds,
  mappingState,
  removeMapping,
  type MappingSettings,
} from './event-source-mapping.js';
import { createStreamConsumer, putTexts } from './stream-consumer.js';

const { lambda } = clients;
const idle = 'exports.handler = async () => {};';
const waiting = { waitSeconds: 2 * mappingSeconds };

const create = (stream: Stream, { name }: LambdaFunction, settings: MappingSettings) =>
  lambda.send(
    new CreateEventSourceMappingCommand({ FunctionName: name, EventSourceArn: stream.arn, ...settings }),
  );

conformance('lambda', 'event source mappings', (conforms) => {
  conforms('has the defaults of a stream', waiting, async () => {
    const stream = await createStream();
    const target = await createFunction(idle);
    const created = await createMapping(stream, target);
    expect(created).toMatchObject({
      EventSourceArn: stream.arn,
      FunctionArn: target.arn,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 0,
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: false,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      FunctionResponseTypes: [],
      TumblingWindowInSeconds: 0,
    });
    expect(created.EventSourceMappingArn).toMatch(new RegExp(`:event-source-mapping:${created.UUID}$`));
  });

  conforms('has the settings that it was created with', waiting, async () => {
    const stream = await createStream();
    const settings = {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: new Date('2026-01-02T03:04:05Z'),
      BatchSize: 5_000,
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 2,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 100,
      MaximumRecordAgeInSeconds: 86_400,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    } satisfies MappingSettings;
    const { UUID } = await createMapping(stream, await createFunction(idle), settings);
    expect(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).toMatchObject(settings);
  });

  conforms('is being created, then enabled', waiting, async () => {
    const { State, UUID } = await createMapping(await createStream(), await createFunction(idle));
    expect(State).toBe('Creating');
    await mappingBecomes(UUID, 'Enabled');
  });

  conforms('is found by its function and by its stream', waiting, async () => {
    const [stream, other] = [await createStream(), await createStream()];
    const target = await createFunction(idle);
    const { UUID } = await createMapping(stream, target);
    const second = await createMapping(other, target);
    const found = async (query: object) => {
      const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand(query));
      return EventSourceMappings.map((mapping) => mapping.UUID).sort();
    };
    const both = [UUID, second.UUID].sort();
    await eventually(async () => expect(await found({ FunctionName: target.name })).toEqual(both));
    expect(await found({ EventSourceArn: stream.arn })).toEqual([UUID]);
    expect(await found({ FunctionName: target.name, EventSourceArn: other.arn })).toEqual([second.UUID]);
  });

  conforms('is gone after its deletion', waiting, async () => {
    const { UUID } = await createMapping(await createStream(), await createFunction(idle));
    await mappingBecomes(UUID, 'Enabled');
    const { State } = await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect(State).toBe('Deleting');
    const gone = { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } };
    await eventually(
      () => expect(lambda.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject(gone),
      mappingSeconds,
    );
    await expect(lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).rejects.toMatchObject(gone);
  });

  conforms('refuses a second mapping of a stream to the same function', waiting, async () => {
    const stream = await createStream();
    const target = await createFunction(idle);
    await createMapping(stream, target);
    await expect(create(stream, target, { StartingPosition: 'LATEST' })).rejects.toMatchObject({
      name: 'ResourceConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  conforms('refuses a stream that does not exist', async () => {
    const stream = await createStream();
    const absent = { ...stream, arn: stream.arn.replace(stream.name, freshName('absent')) };
    const refused = create(absent, await createFunction(idle), { StartingPosition: 'LATEST' });
    await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  conforms('refuses a function that does not exist', async () => {
    const absent = { name: freshName('absent'), arn: '' };
    const refused = create(await createStream(), absent, { StartingPosition: 'LATEST' });
    await expect(refused).rejects.toMatchObject({
      name: expect.stringMatching(/^(InvalidParameterValueException|ResourceNotFoundException)$/) as string,
    });
  });

  conforms('refuses settings out of range, and a stream without a starting position', async () => {
    const stream = await createStream();
    const target = await createFunction(idle);
    const refused: MappingSettings[] = [
      {},
      { StartingPosition: 'SOMEWHERE' as 'LATEST' },
      { BatchSize: 10_001 },
      { BatchSize: 0 },
      { ParallelizationFactor: 11 },
      { MaximumBatchingWindowInSeconds: 301 },
      { MaximumRetryAttempts: 10_001 },
      { MaximumRecordAgeInSeconds: 604_801 },
      { MaximumRecordAgeInSeconds: 59 },
      { StartingPosition: 'AT_TIMESTAMP' },
      { StartingPosition: 'LATEST', StartingPositionTimestamp: new Date() },
    ];
    for (const settings of refused) {
      const position = Object.keys(settings).length === 0 ? {} : { StartingPosition: 'LATEST' as const };
      await expect(
        create(stream, target, { ...position, ...settings }),
        JSON.stringify(settings),
      ).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
    }
  });

  conforms('delivers nothing while it is disabled, and goes on where it was', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    await putTexts(stream, 'before');
    const { UUID } = await createMapping(stream, consumer);
    await eventually(async () => expect(await consumer.batches()).toEqual(['before']), mappingSeconds);
    const { State } = await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(State).toBe('Disabling');
    await mappingBecomes(UUID, 'Disabled');
    await putTexts(stream, 'meanwhile');
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    await mappingBecomes(UUID, 'Enabled');
    await putTexts(stream, 'after');
    await eventually(
      async () => expect((await consumer.batches()).join(' ')).toBe('before meanwhile after'),
      mappingSeconds,
    );
  });

  conforms('delivers nothing any more when it is deleted', waiting, async () => {
    const stream = await createStream();
    const consumer = await createStreamConsumer();
    const { UUID } = await createMapping(stream, consumer);
    await putTexts(stream, 'before');
    await eventually(async () => expect(await consumer.batches()).toEqual(['before']), mappingSeconds);
    await removeMapping(UUID);
    await eventually(() => expect(mappingState(UUID)).rejects.toThrow(), mappingSeconds);
    await putTexts(stream, 'between');
    // A mapping made later that begins where the deleted one ended shows what passed in between.
    await createMapping(stream, consumer);
    await putTexts(stream, 'after');
    await eventually(
      async () => expect((await consumer.batches()).join(' ')).toBe('before before between after'),
      mappingSeconds,
    );
  });
});
