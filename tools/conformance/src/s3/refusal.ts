import type { Answer } from '../wire/send.js';

/** What the SDK was refused with, as `STATUS CODE`. Throws when it was not refused, or by nobody. */
export async function refusal(request: Promise<unknown>): Promise<string> {
  const error: unknown = await request.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  const { name, $metadata } = (error ?? {}) as { name?: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === undefined) {
    throw new Error('It was not refused.', error === undefined ? {} : { cause: error });
  }
  return `${$metadata.httpStatusCode} ${name}`;
}

/** The same of an answer that no SDK has read; `STATUS ` where it has no code. */
export const outcome = ({ status, body }: Answer): string =>
  `${status} ${/<Code>([^<]*)<\/Code>/.exec(body)?.[1] ?? ''}`;
