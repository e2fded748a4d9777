import type * as z from 'zod';

/** Reads a message's body; undefined when it is not JSON, or not what the schema describes. */
export function parseMessage<S extends z.ZodType>(schema: S, body: string): z.output<S> | undefined {
  try {
    return schema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
