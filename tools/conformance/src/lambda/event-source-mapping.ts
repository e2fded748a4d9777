import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type EventSourceMappingConfiguration,
} from '@aws-sdk/client-lambda';
import { onTestFinished } from 'vitest';
import { clients } from '../clients.js';
import { waitMs } from '../conformance.js';
import { eventually } from '../eventually.js';
import type { LambdaFunction } from '../resources/function.js';
import type { Stream } from '../resources/stream.js';

/** How long AWS may take until a mapping polls, or no longer does. */
export const mappingSeconds = 120;

export type MappingSettings = Omit<CreateEventSourceMappingCommandInput, 'FunctionName' | 'EventSourceArn'>;

/** A mapping for the running case alone; from the start of the stream, unless told otherwise. */
export async function createMapping(
  stream: Stream,
  { name }: LambdaFunction,
  settings: MappingSettings = {},
): Promise<EventSourceMappingConfiguration & { readonly UUID: string }> {
  const created = await clients.lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: name,
      EventSourceArn: stream.arn,
      StartingPosition: 'TRIM_HORIZON',
      ...settings,
    }),
  );
  const UUID = created.UUID as string;
  onTestFinished(() => removeMapping(UUID), waitMs(mappingSeconds) + 20_000);
  return { ...created, UUID };
}

/** Not while it is being made: AWS refuses that. */
export const removeMapping = (UUID: string): Promise<void> =>
  eventually(async () => {
    await clients.lambda.send(new DeleteEventSourceMappingCommand({ UUID })).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
  }, mappingSeconds);

export const mappingState = async (UUID: string): Promise<string | undefined> =>
  (await clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;

export const mappingBecomes = (UUID: string, state: string): Promise<void> =>
  eventually(async () => {
    const found = await mappingState(UUID);
    if (found !== state) throw new Error(`${UUID} is ${found}.`);
  }, mappingSeconds);
