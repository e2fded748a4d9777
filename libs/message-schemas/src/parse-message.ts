import * as z from 'zod/mini';

/** Reads a message's body; undefined when it is not JSON, or not what the schema describes. */
export function parseMessage<S extends z.core.$ZodType>(schema: S, body: string): z.output<S> | undefined {
  try {
    return z.safeParse(schema, JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
