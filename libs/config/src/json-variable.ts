import * as z from 'zod/mini';

/** A variable that holds JSON. What is not JSON is reported without the parser's excerpt of the value. */
export function jsonVariable<S extends z.core.$ZodType>(schema: S) {
  const parsed = z.transform((text: string, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: 'custom', message: 'is not JSON', input: text });
      return z.NEVER;
    }
  });
  return z.pipe(z.pipe(z.string(), parsed), schema);
}
