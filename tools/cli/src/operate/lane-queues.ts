import type { SQSClient } from '@aws-sdk/client-sqs';
import { laneNames, type LaneName } from '@sluice/topology';
import { queueArn } from '../target/queue-arn.js';
import { queueUrl } from '../target/queue-url.js';
import type { Target } from '../target/resolve-target.js';

export interface NamedQueue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
}

/** A lane, and where what it gave up waits. */
export interface LaneQueues {
  readonly lane: LaneName;
  readonly main: NamedQueue;
  readonly deadLetters: NamedQueue;
}

/** The queues of one lane, or of all. */
export function laneQueues(
  client: Pick<SQSClient, 'send'>,
  target: Target,
  only: LaneName | undefined,
): Promise<LaneQueues[]> {
  const named = async (name: string): Promise<NamedQueue> => {
    const url = await queueUrl(client, name, target);
    return { name, url, arn: await queueArn(client, url) };
  };
  const { queues } = target.names;
  return Promise.all(
    laneNames
      .filter((lane) => only === undefined || lane === only)
      .map(async (lane) => ({
        lane,
        main: await named(queues[lane]),
        deadLetters: await named(queues[`${lane}Dlq`]),
      })),
  );
}
