import { queueArn, type LocalStack } from '@sluice/local-stack';
import { laneNames } from '@sluice/topology';
import type { StackView } from './stack-view.js';

/**
 * Messages that the processor sent to a dead-letter queue, by the requests that it made: what SQS moved there
 * itself is not among them. The log keeps the newest ten thousand requests, so look often enough.
 */
export function countDeadLetters({ aws, names }: LocalStack): () => number {
  const queues = laneNames.map((lane) => names.queues[`${lane}Dlq`]);
  const seen = new Set<string>();
  return () => {
    for (const { requestId, service, operation, resource, status } of aws.requests.list())
      if (
        service === 'sqs' &&
        operation === 'SendMessage' &&
        status === 200 &&
        queues.some((name) => resource?.endsWith(`/${name}`) === true)
      )
        seen.add(requestId);
    return seen.size;
  };
}

/** Messages that move tasks have taken back to their lanes. */
export async function countRedriven({ names }: LocalStack, { queue }: StackView): Promise<number> {
  const tasks = await Promise.all(
    laneNames.map((lane) => queue.listMoveTasks(queueArn(names.queues[`${lane}Dlq`]))),
  );
  return tasks.flat().reduce((sum, { moved }) => sum + moved, 0);
}
