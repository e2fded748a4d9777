import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** Tells people, once it resolves; at least once. */
export type TellOperators = (subject: string, text: string) => Promise<void>;

/** The operators could not be told. The environment's fault: Lambda runs the event again. */
export class OperatorsNotToldError extends Error {
  override readonly name = 'OperatorsNotToldError';
}

export function operatorsTopic(client: SNSClient, topicArn: string): TellOperators {
  return async (subject, text) => {
    try {
      await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text }));
    } catch (error) {
      throw new OperatorsNotToldError(`publishing to ${topicArn} failed`, { cause: error });
    }
  };
}
