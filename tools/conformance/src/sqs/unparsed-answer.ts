import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { clients } from '../clients.js';

export interface UnparsedAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the SDK makes of it. */
  readonly error: Error & { readonly Code?: string };
}

interface Wire {
  body?: unknown;
  statusCode?: number;
  headers: Record<string, string>;
}

/** Sends any bytes as a SendMessage, signed as the SDK signs, and returns how they are refused. */
export async function refusalOf(body: string): Promise<UnparsedAnswer> {
  const command = new SendMessageCommand({ QueueUrl: undefined, MessageBody: undefined });
  let answer: Pick<UnparsedAnswer, 'status' | 'headers'> | undefined;
  command.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Wire;
      request.body = body;
      request.headers['content-length'] = String(Buffer.byteLength(body));
      return next(args);
    },
    { step: 'build', name: 'replaceBody', priority: 'low' },
  );
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { statusCode = 0, headers } = result.response as Wire;
      answer = { status: statusCode, headers };
      return result;
    },
    { step: 'deserialize', name: 'keepAnswer', priority: 'low' },
  );
  const error = await clients.sqs.send(command).then(
    () => new Error('It was not refused.'),
    (refusal: Error) => refusal,
  );
  if (answer === undefined) throw error;
  return { ...answer, error };
}
