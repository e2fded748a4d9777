import * as z from 'zod';
import type { MoveTasks } from './move-tasks.js';
import { invalidParameter } from './sqs-errors.js';
import type { Operations } from './sqs.js';

const startSchema = z.object({
  SourceArn: z.string(),
  DestinationArn: z.string().nullish(),
  MaxNumberOfMessagesPerSecond: z.int().nullish(),
});
const listSchema = z.object({ SourceArn: z.string(), MaxResults: z.int().nullish() });
const cancelSchema = z.object({ TaskHandle: z.string() });

/** Redrive. */
export function moveTaskOperations(tasks: MoveTasks): Operations {
  return {
    StartMessageMoveTask: (input) => {
      const given = startSchema.parse(input);
      const rate = given.MaxNumberOfMessagesPerSecond ?? undefined;
      return { TaskHandle: tasks.start(given.SourceArn, given.DestinationArn ?? undefined, rate) };
    },
    ListMessageMoveTasks: (input) => {
      const { SourceArn, MaxResults } = listSchema.parse(input);
      const limit = MaxResults ?? 1;
      if (limit < 1 || limit > 10)
        throw invalidParameter(
          'Value for parameter MaxResults is invalid. Reason: Must be between 1 and 10.',
        );
      return { Results: tasks.list(SourceArn, limit) };
    },
    CancelMessageMoveTask: (input) => ({
      ApproximateNumberOfMessagesMoved: tasks.cancel(cancelSchema.parse(input).TaskHandle),
    }),
  };
}
