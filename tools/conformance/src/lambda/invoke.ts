import { InvokeCommand, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import { clients } from '../clients.js';

export interface Invocation {
  readonly statusCode: number | undefined;
  readonly functionError: string | undefined;
  readonly executedVersion: string | undefined;
  /** What the function returned, or its error. */
  readonly value: unknown;
  /** The tail of the log, where it was asked for. */
  readonly log: string;
}

/** What a function's errors look like in an answer. */
export interface FunctionFailure {
  readonly errorType?: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Invokes a function and waits for its answer; without a payload when it is undefined. */
export async function invoke(
  name: string,
  payload?: unknown,
  settings: Partial<InvokeCommandInput> = {},
): Promise<Invocation> {
  const answer = await clients.lambda.send(
    new InvokeCommand({
      FunctionName: name,
      ...(payload === undefined ? {} : { Payload: JSON.stringify(payload) }),
      ...settings,
    }),
  );
  const text = answer.Payload?.transformToString() ?? '';
  return {
    statusCode: answer.StatusCode,
    functionError: answer.FunctionError,
    executedVersion: answer.ExecutedVersion,
    value: text === '' ? undefined : (JSON.parse(text) as unknown),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
  };
}

/** Of an invocation that must have failed in the function. */
export function failureOf({ functionError, value }: Invocation): FunctionFailure {
  if (functionError !== 'Unhandled') throw new Error(`It answered ${JSON.stringify(value)}.`);
  return value as FunctionFailure;
}
