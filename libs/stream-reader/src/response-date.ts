import type { GetRecordsCommand } from '@aws-sdk/client-kinesis';

/**
 * Tells when a command was answered by the service's own clock: the SDK does not pass the `Date` header on. Not called when
 * the answer has none.
 */
export function readDate(command: GetRecordsCommand, tell: (dateMs: number) => void): void {
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = result.response as { headers?: Record<string, string | undefined> };
      const dateMs = Date.parse(headers?.['date'] ?? '');
      if (!Number.isNaN(dateMs)) tell(dateMs);
      return result;
    },
    { step: 'deserialize', name: 'readDate' },
  );
}
