import * as z from 'zod';
import { parseJson } from '../kernel/parse-json.js';
import { invalidParameter } from './sqs-errors.js';

const taskNameSchema = z.object({ taskId: z.string(), sourceArn: z.string() });

/** Names a move task, as AWS's own handles do once they are decoded. */
export type TaskName = z.infer<typeof taskNameSchema>;

export const taskHandle = (name: TaskName): string => Buffer.from(JSON.stringify(name)).toString('base64');

/** Throws what AWS answers to a text that is no handle. */
export function readTaskHandle(handle: string): TaskName {
  const name = taskNameSchema.safeParse(parseJson(Buffer.from(handle, 'base64').toString()));
  if (name.success) return name.data;
  throw invalidParameter('Value for parameter TaskHandle is invalid.');
}
